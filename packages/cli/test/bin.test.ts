import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { version } from "../src/program.ts";
import { startTestHub } from "./support.ts";

const BIN = fileURLToPath(new URL("../src/bin.ts", import.meta.url));
let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "pigeon-cli-"));
  return () => rm(cwd, { recursive: true });
});

/** The real command. */
function pigeon(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, ["--conditions=@pigeon/source", "--no-warnings", BIN, ...args], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const heard = [child.stdout, child.stderr].map(async (each) => (each === null ? "" : await text(each)));
  const [stdout = "", stderr = ""] = await Promise.all(heard);
  return { code: await code, stdout, stderr };
}

/** Resolves with the first match in what a process says. */
function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let all = "";
    const hear = (chunk: unknown): void => {
      all += String(chunk);
      const match = pattern.exec(all);
      if (match !== null) resolve(match[1] ?? match[0]);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("close", () => reject(new Error(`it ended without saying ${String(pattern)}: ${all}`)));
  });
}

test("help, JSON in a pipe, failure: by stdout, stderr and exit code", async () => {
  const hub = await startTestHub();
  expect(await ended(pigeon(["--version"]))).toEqual({ code: 0, stdout: `${version()}\n`, stderr: "" });
  const status = await ended(pigeon(["status", "--json"], { PIGEON_HUB_URL: hub.url }));
  expect(status).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(status.stdout)).toHaveProperty("jobs.queued", 0);
  const wrong = await ended(pigeon(["job", "none"], { PIGEON_HUB_URL: hub.url }));
  expect(wrong).toMatchObject({ code: 5, stdout: "" });
  expect(wrong.stderr).toMatch(/^pigeon: /);
});

test("jobs on stdin; a hub and a worker by their commands; SIGTERM ends each in peace", async () => {
  const hub = pigeon(["hub"], { PIGEON_HUB_PORT: "0", PIGEON_STORE_URL: "memory:" });
  const url = await said(hub, /listening on (\S+?),/);
  await writeFile(join(cwd, "package.json"), '{"type":"module"}');
  await writeFile(join(cwd, "handlers.js"), "export default { double: ({ payload }) => payload * 2 };");
  const worker = pigeon(["worker", "--handlers", "handlers.js", "--hub", url]);
  await said(worker, / ready at /);
  const submit = pigeon(["submit", "--wait", "--hub", url]);
  submit.stdin?.end('{"type":"double","payload":21}\n');
  const { code, stdout } = await ended(submit);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\S+  succeeded  42\n$/)]);
  const ends = [worker, hub].map((child) => new Promise((resolve) => child.once("exit", resolve)));
  worker.kill("SIGTERM");
  expect(await ends[0]).toBe(0);
  hub.kill("SIGTERM");
  expect(await ends[1]).toBe(0);
});

test("pigeon hub and pigeon worker have their own help and exit codes, also behind options", async () => {
  expect((await ended(pigeon(["hub", "--help"]))).stdout).toContain("Usage: pigeon-hub");
  expect(await ended(pigeon(["--no-color", "hub", "--nonsense"]))).toMatchObject({ code: 2 });
  expect(await ended(pigeon(["worker"]))).toMatchObject({ code: 2 });
});

test("Ctrl-C ends what waits, with 130 and without a word", async () => {
  const hub = await startTestHub();
  const child = pigeon(["status", "--watch", "--interval", "10ms", "--json"], { PIGEON_HUB_URL: hub.url });
  const end = ended(child);
  await said(child, /\n/);
  child.kill("SIGINT");
  expect(await end).toMatchObject({ code: 130, stderr: "" });
});

test("Ctrl-C ends what reads from a stdin that stays open", async () => {
  const hub = await startTestHub();
  const child = pigeon(["submit", "-"], { PIGEON_HUB_URL: hub.url });
  const end = ended(child);
  child.stdin?.write('{"type":"x"}\n'.repeat(600));
  await said(child, /\n/);
  child.kill("SIGINT");
  expect(await end).toMatchObject({
    code: 130,
    stderr: "pigeon: interrupted\n500 jobs before it submitted.\n",
  });
});

test.skipIf(!existsSync("/dev/full"))("a disk that is full is told in a line", async () => {
  const hub = await startTestHub();
  const full = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(full));
  const child = spawn(
    process.execPath,
    ["--conditions=@pigeon/source", "--no-warnings", BIN, "status", "--hub", hub.url],
    { stdio: ["ignore", full, "pipe"] },
  );
  expect(await ended(child)).toEqual({
    code: 1,
    stdout: "",
    stderr: "pigeon: stdout cannot be written to (ENOSPC)\n",
  });
});

test("a reader that goes away ends it in peace", async () => {
  const hub = await startTestHub();
  const child = pigeon(["status", "--watch", "--interval", "1ms", "--json"], { PIGEON_HUB_URL: hub.url });
  const end = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await said(child, /\n/);
  child.stdout?.destroy();
  expect(await end).toBe(0);
});

test("help loads neither client nor configuration", async () => {
  const child = spawn(
    process.execPath,
    ["--conditions=@pigeon/source", "--no-warnings", "--input-type=module", "--eval"].concat(
      `import { registerHooks } from "node:module";
       const loaded = [];
       registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
       const { run } = await import(${JSON.stringify(new URL("../src/run.ts", import.meta.url).href)});
       const output = { write() {}, isTTY: false, columns: 80 };
       await run(["--help"], { env: {}, cwd: "/", stdout: output, stderr: output });
       console.log(JSON.stringify(loaded));`,
    ),
    { cwd: fileURLToPath(new URL("..", import.meta.url)) },
  );
  const { stdout, stderr } = await ended(child);
  expect(stderr).toBe("");
  const loaded = JSON.parse(stdout) as string[];
  expect(loaded.some((url) => url.includes("/commander/"))).toBe(true);
  expect(loaded.filter((url) => /\/(?:undici|zod|client|config|protocol)\/|\/commands\//.test(url))).toEqual(
    [],
  );
});
