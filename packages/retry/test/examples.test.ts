import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

async function run(name: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`../examples/${name}.ts`, import.meta.url));
  const args = ["--conditions=@pigeon/source", path];
  const { stdout } = await promisify(execFile)(process.execPath, args);
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

test("budget", async () => {
  expect(await run("budget")).toEqual(["120 requests for 100 calls; 100 ended because the budget is spent"]);
});

test("hedge", async () => {
  expect(await run("hedge")).toEqual(["replica 2"]);
});

test("from p-retry", async () => {
  expect(await run("from-p-retry")).toEqual([
    "busy 5",
    "busy 4",
    "busy 5",
    "busy 4",
    "loaded loaded",
    "not found",
    "not found",
  ]);
});

test("from async-retry", async () => {
  expect(await run("from-async-retry")).toEqual(["not found", "not found"]);
});

test("from cockatiel", async () => {
  const retries = ["retry 1", "retry 2", "ready"];
  expect(await run("from-cockatiel")).toEqual([...retries, ...retries]);
});

test("the bench stays alive", async () => {
  const bench = fileURLToPath(new URL("../bench/main.ts", import.meta.url));
  const args = ["--conditions=@pigeon/source", bench, "--once"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  // Three tables; each row is a name and three figures.
  expect(stdout.match(/^### /gm)).toHaveLength(3);
  expect(stdout.match(/^\| [^|]+ \| \d+ \| \d+ \| \d+\.\d+ \|$/gm)).toHaveLength(18);
});
