import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

const script = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

async function run(name: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=@pigeon/source",
    script(name),
  ]);
  return stdout;
}

const LATE = 'BreakerTimeoutError: Breaker "breaker": the call did not settle within 60 ms\n';

test("a call under way keeps the process alive until its time is over, again and again", async () => {
  expect(await run("hanging.ts")).toBe(LATE + LATE);
});

test("once nothing is under way, the process ends at once", async () => {
  expect(await run("quick.ts")).toBe("done\n");
});

test("the same in a worker thread", async () => {
  const worker = new Worker(script("hanging.ts"), {
    execArgv: ["--conditions=@pigeon/source"],
    stdout: true,
  });
  let output = "";
  worker.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise((resolve) => worker.once("exit", resolve));
  expect([code, output]).toEqual([0, LATE + LATE]);
});
