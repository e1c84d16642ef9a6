import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";

const START = resolve(import.meta.dirname, "../../src/start.ts");
const flags = ["--conditions=@pigeon/source", START, "--chaos", "--seed", "2076"];

test(
  "pnpm start --chaos strikes, tells what became of the jobs, and heals at the end",
  { timeout: 120_000 },
  async () => {
    const cwd = mkdtempSync(join(tmpdir(), "pigeon-chaos-"));
    const env = { ...process.env, PIGEON_HUB_PORT: "0", PIGEON_STORE_URL: "memory:" };
    const child = spawn(process.execPath, [...flags, "--workers", "2"], { cwd, env });
    onTestFinished(() => {
      child.kill("SIGKILL");
      rmSync(cwd, { recursive: true });
    });
    let out = "";
    child.stdout.on("data", (chunk) => (out += String(chunk)));
    const says = (line: RegExp) =>
      vi.waitFor(() => expect(out).toMatch(line), { timeout: 60_000, interval: 100 });
    await says(/^chaos: seed 2076; workers are killed and frozen/m);
    await says(/^chaos: kill -9 worker-\d, which runs/m);
    await says(/^chaos: worker-\d is started again/m);
    await says(/^chaos: .*jobs? of worker-\d .*after \d+ ms/m);
    await says(/^chaos: the workers' network (breaks|is 150 ms slower each way)$/m);
    child.kill("SIGINT");
    const code = await new Promise((ended) => child.once("exit", ended));
    expect(out).toMatch(/Stopping: [^]*\nStopped\./);
    expect(code).toBe(0);
  },
);

test("in production it is refused", { timeout: 30_000 }, async () => {
  const env = { ...process.env, PIGEON_ENV: "production" };
  const ended = await new Promise((end) => {
    execFile(process.execPath, flags, { env }, (error, out, errors) =>
      end({ code: error?.code, out, errors }),
    );
  });
  expect(ended).toMatchObject({
    code: 1,
    out: "",
    errors: expect.stringMatching(/PIGEON_ENV.*production/) as string,
  });
});
