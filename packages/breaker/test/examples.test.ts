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
