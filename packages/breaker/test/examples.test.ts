import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

async function run(name: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`../examples/${name}`, import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    "--conditions=@pigeon/source",
    path,
  ]);
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
}

test("quickstart", async () => {
  expect(await run("quickstart.ts")).toEqual([
    "called, and failed: Error: connection refused",
    "called, and failed: Error: connection refused",
    "payments: closed -> open (tripped)",
    "called, and failed: Error: connection refused",
    "turned away, not called: BREAKER_OPEN",
    "payments is open",
    "payments: open -> closed (reset)",
  ]);
});

test("recovery", async () => {
  expect(await run("recovery.ts")).toEqual(["open 60000", "half-open", "closed"]);
});

test("policies", async () => {
  expect(await run("policies.ts")).toEqual([
    ...Array.from({ length: 4 }, () => "no results"),
    "closed -> open (tripped consecutive-failures 5 of 5)",
    "no results",
  ]);
});

test("permits", async () => {
  expect(await run("permits.ts")).toEqual([
    "one: answered",
    "two: reset",
    "three: reset",
    "four: BREAKER_OPEN",
  ]);
});

test("pipeline", async () => {
  expect(await run("pipeline.ts")).toEqual([
    "BreakerOpenError",
    "3 requests, then the breaker turned the fourth away",
  ]);
});

test("restart", async () => {
  expect(await run("restart.ts")).toEqual(["payments is open"]);
});

test("migration from opossum", async () => {
  expect(await run("from-opossum.ts")).toEqual(["user 7", "nobody", "isolated", "closed"]);
});

test("migration from cockatiel", async () => {
  expect(await run("from-cockatiel.ts")).toEqual(["aborted: false", "isolated", "closed"]);
});
