import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

async function run(name: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`../examples/${name}.ts`, import.meta.url));
  const args = ["--conditions=@pigeon/source", path];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, NODE_ENV: "test", PIGEON_ENV: "test" },
  });
  return stdout.trim().split("\n");
}

test("quickstart", async () => {
  expect(await run("quickstart")).toEqual([
    "1 charged 100",
    "2 charged 200",
    "3 Error: read ECONNRESET",
    "4 charged 400",
    "5 Error: read ECONNRESET",
    "6 charged 600",
    "charged 700",
    "latency-1: 3 of 6 calls",
    "fault-2: 2 of 6 calls",
  ]);
});

test("http", async () => {
  expect(await run("http")).toEqual(["GET 503", "GET 503", "GET 200", "POST Error: read ECONNRESET"]);
});

test("proxy", async () => {
  expect(await run("proxy")).toEqual([
    "no faults: hello",
    "slow: hello",
    "partition: TimeoutError",
    "refused: TypeError",
    "killed: hello",
  ]);
});

test.skipIf(process.platform === "win32")("nemesis", async () => {
  expect(await run("nemesis")).toEqual([
    "planned: pause worker-2",
    "planned: kill worker-1",
    "planned: pause worker-3",
    "struck: pause worker-2",
    "struck: kill worker-1",
    "struck: pause worker-3",
    "down in the end: 0",
  ]);
});

test("testing", async () => {
  expect(await run("testing")).toEqual([
    "loaded at 30000",
    "loaded at 90000",
    "[ 'latency-1: catalog 1, 30000 ms' ]",
  ]);
});

test("the bench stays alive", async () => {
  const bench = fileURLToPath(new URL("../bench/main.ts", import.meta.url));
  const args = ["--conditions=@pigeon/source", bench, "--once"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  // Two tables; each row is a name and three figures.
  expect(stdout.match(/^### /gm)).toHaveLength(2);
  expect(stdout.match(/^\| [^|]+ \| \d+ \| \d+ \| -?\d+ \|$/gm)).toHaveLength(12);
});
