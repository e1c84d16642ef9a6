import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

// Processes take long to start on a machine that is busy.
const TIMEOUT = { timeout: 30_000 };

async function run(name: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`../examples/${name}.ts`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@pigeon/source", path]);
  return stdout.trimEnd().split("\n");
}

test("quickstart", TIMEOUT, async () => {
  expect(await run("quickstart")).toEqual([
    "page somebody: connect ECONNREFUSED 10.0.0.7:5432",
    "3 errors, 2 in jobs, 40 ms lost",
    "2 x GET <url> said <number>",
    "1 x connect ECONNREFUSED <ip>",
    "infrastructure open-store: connection, critical {}",
    "job job-1: unknown, medium { apiKey: '[redacted]' }",
    "trend: steady",
  ]);
});

test("own-logger", TIMEOUT, async () => {
  const lines = (await run("own-logger")).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toEqual([
    expect.objectContaining({
      level: 50,
      service: "billing",
      part: "errors",
      msg: "network error: pay for [redacted] failed: [redacted]",
      "pigeon.error.subject": "https://bank.example/pay",
      context: { iban: "[redacted]" },
    }),
  ]);
});

test("rules", TIMEOUT, async () => {
  expect(await run("rules")).toEqual([
    "billing: client, critical",
    "billing: validation, high",
    "import: capacity, high",
    "true",
  ]);
});

test("correlation", TIMEOUT, async () => {
  expect(await run("correlation")).toEqual([
    "calling the bank for req-1",
    "calling the bank for req-2",
    "network: socket hang up",
    "job: not charged",
  ]);
});

test("persistence", TIMEOUT, async () => {
  expect(await run("persistence")).toEqual(["nothing", "restored", "1 error, 1200 ms lost in render"]);
});

test("uncaught", TIMEOUT, async () => {
  const ended = await run("uncaught").catch((error: unknown) => error as { code: number; stderr: string });
  expect(ended).toMatchObject({ code: 1 });
  const { stderr } = ended as { stderr: string };
  expect(JSON.parse(stderr.slice(0, stderr.indexOf("\n")))).toMatchObject({
    "pigeon.error.subject": "uncaughtException",
    "exception.type": "TypeError",
    msg: "infrastructure error: nobody catches this",
  });
});
