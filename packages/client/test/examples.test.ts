import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { useBench } from "./support.ts";

const bench = useBench();
const file = fileURLToPath(new URL("../examples/submit-and-wait.ts", import.meta.url));

function runExample(): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, PIGEON_HUB_URL: bench.hub.url };
  return promisify(execFile)(process.execPath, ["--conditions=@pigeon/source", file], { env });
}

test("submit-and-wait.ts prints the result and the batch", async () => {
  const done = runExample();
  await bench.hub.waited();
  bench.hub.finish("job-1", { state: "succeeded", result: { words: 2 } });
  expect(await done).toEqual({ stdout: "2 words\njob-2 is queued\njob-3 is queued\n", stderr: "" });
});

test("submit-and-wait.ts tells of a job without a result", async () => {
  const done = runExample();
  await bench.hub.waited();
  bench.hub.finish("job-1", { state: "dead", error: { name: "PermanentError", message: "no text" } });
  const stdout = "job job-1 (text.stats) is dead after 0 attempts: PermanentError: no text (attempts: 0)\n";
  expect(await done).toEqual({ stdout, stderr: "" });
});
