import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../../..");
const script = (name: string) => join(ROOT, "apps/demo/src", name);

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

function run(name: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((end) => {
    const options = { cwd: ROOT, env: { ...process.env, ...env } };
    execFile(
      process.execPath,
      ["--conditions=@pigeon/source", script(name), ...args],
      options,
      (error, out, errors) => end({ code: typeof error?.code === "number" ? error.code : 0, out, errors }),
    );
  });
}

describe("the demo", () => {
  test(
    "finishes every job, once and right, although a worker and the hub are killed",
    { timeout: 90_000 },
    async () => {
      const { code, out, errors } = await run("demo.ts", ["--limit", "600"]);
      expect(errors).toBe("");
      expect(out).toMatch(/kill -9 worker-\d/);
      expect(out).toMatch(/kill -9 the hub/);
      expect(out).toMatch(/jobs +600 in/);
      expect(out).toMatch(/hub killed +first attempt after \d+ ms/);
      for (const nothing of ["wrong results", "duplicates accepted", "lost"]) {
        expect(out).toMatch(new RegExp(`${nothing} +0\\n`));
      }
      expect(code).toBe(0);
    },
  );

  test("explains a bad option", async () => {
    const { code, errors } = await run("demo.ts", ["--limit", "some"]);
    expect([code, errors]).toEqual([2, expect.stringMatching(/^--limit: expected a whole number .*"some"/)]);
  });
});

test("a load with injected errors and killed processes ends as planned", { timeout: 90_000 }, async () => {
  const { code, out, errors } = await run("load.ts", [
    "--jobs",
    "600",
    "--kill-every-ms",
    "400",
    "--seed",
    "5",
  ]);
  expect(errors).toBe("");
  expect(out).toContain("Every job ended as planned, once, and right.");
  expect(code).toBe(0);
});

/** The samples; `sleep` makes a file when it begins. */
const handlersThatTell = (begun: string) => `
import { writeFileSync } from "node:fs";
import { handlers as samples } from ${JSON.stringify(script("sample-handlers.ts"))};
export const handlers = {
  ...samples,
  sleep: (job, context) => {
    writeFileSync(${JSON.stringify(begun)}, "");
    return samples.sleep(job, context);
  },
};
`;

describe("start", () => {
  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), "pigeon-start-"));
    onTestFinished(() => rmSync(path, { recursive: true }));
    return path;
  }

  test(
    "brings up a hub and workers that run jobs, and stops them in order",
    { timeout: 60_000 },
    async () => {
      const env = { ...process.env, PIGEON_HUB_PORT: "0", PIGEON_STORE_URL: "memory:" };
      const cwd = folder();
      const begun = join(cwd, "begun");
      const handlers = join(cwd, "handlers.mjs");
      writeFileSync(handlers, handlersThatTell(begun));
      const child = spawn(
        process.execPath,
        ["--conditions=@pigeon/source", script("start.ts"), "--workers", "2", "--handlers", handlers],
        { cwd, env },
      );
      onTestFinished(() => void child.kill("SIGKILL"));
      let out = "";
      const url = await new Promise<string>((found) => {
        child.stdout.on("data", (chunk) => {
          out += String(chunk);
          const match = /up at (\S+), with 2 worker processes for text.stats, sleep, flaky/.exec(out);
          if (match?.[1] !== undefined && out.includes("Ctrl-C")) found(match[1]);
        });
      });
      expect(out.match(/^ {2}curl .*$/gm)).toHaveLength(3);
      const submit = await fetch(`${url}/v1/jobs`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type: "sleep", payload: { ms: 300 } }),
      });
      const { id } = (await submit.json()) as { id: string };
      const waiting = fetch(`${url}/v1/jobs/${id}?waitMs=20000`).then((answer) => answer.json());
      // Workers finish what they hold; a job that none of them holds yet stays queued.
      await vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: 10_000 });
      child.kill("SIGINT");
      expect(await waiting).toMatchObject({ state: "succeeded", result: { sleptMs: 300 } });
      const code = await new Promise((ended) => child.once("exit", ended));
      expect(out).toMatch(/Stopping: .*\nStopped\./);
      expect(code).toBe(0);
    },
  );

  test("tells why it could not", { timeout: 30_000 }, async () => {
    const handlers = await run("start.ts", ["--handlers", "./nowhere.js"], {
      PIGEON_HUB_PORT: "0",
      PIGEON_STORE_URL: "memory:",
    });
    expect(handlers).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^worker .*there is no file .*nowhere\.js\n$/),
    });
    const config = await run("start.ts", [], { PIGEON_HUB_PORT: "many" });
    expect(config).toMatchObject({ code: 1, errors: expect.stringContaining("PIGEON_HUB_PORT") });
    expect(config.errors).not.toMatch(/\n\s+at /);
  });
});

test("pnpm start --explain-config prints the hub's values with their layers, secrets masked, and ends", async () => {
  const { code, out, errors } = await run("start.ts", ["--", "--explain-config"], {
    PIGEON_ENV: "production",
    PIGEON_ALERT_SLACK_WEBHOOK_URL: "https://hooks.slack.example/services/T0/B0/sEcReTpath",
    PIGEON_FD_HEARTBEAT_INTERVAL_MS: "5s",
  });
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(out).toMatch(/^PIGEON_CB_FAILURE_THRESHOLD +10 +profile production$/m);
  expect(out).toMatch(/^PIGEON_FD_HEARTBEAT_INTERVAL_MS +5000 +environment$/m);
  expect(out).toMatch(/^PIGEON_ALERT_SLACK_WEBHOOK_URL +\*\*\* +environment$/m);
  expect(out).toMatch(/^PIGEON_RETRY_JITTER_FACTOR +0.1 +default$/m);
  expect(out).not.toContain("sEcReTpath");
  const bad = await run("start.ts", ["--explain-config"], { PIGEON_HUB_PORT: "many" });
  expect(bad.code).toBe(1);
  expect(bad.errors).toContain("PIGEON_HUB_PORT");
});
