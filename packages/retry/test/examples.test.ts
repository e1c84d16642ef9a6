import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

async function run(name: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`../examples/${name}.ts`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@pigeon/source", path]);
  return stdout.trim().split("\n");
}

test("quickstart", async () => {
  expect(await run("quickstart")).toEqual([
    "attempt 1: Error: sensor is busy",
    "attempt 2: Error: sensor is busy",
    "21.5 degrees after 3 calls",
  ]);
});

test("http", async () => {
  expect(await run("http")).toEqual(["HttpStatusError: HTTP status 503, again in 1000 ms", "hello"]);
});

test("testing", async () => {
  expect(await run("testing")).toEqual(["waited 7000 ms of fake time"]);
});
