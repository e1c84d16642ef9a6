import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

async function run(name: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`../examples/${name}.ts`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@pigeon/source", path]);
  return stdout.trimEnd().split("\n");
}

describe("examples", () => {
  test("quickstart", async () => {
    expect(await run("quickstart")).toEqual([
      "worker-2: healthy -> unhealthy (3 operations failed in a row, threshold 3)",
      "move the jobs of worker-2: 3 operations failed in a row, threshold 3",
      "healthy: worker-1",
      "worker-2 last said: connect ECONNREFUSED",
    ]);
  });

  test("probe", async () => {
    expect(await run("probe")).toEqual([
      "suspected: true",
      "answers: [ true ] status: healthy",
      "worker-1 failed: connection-lost, probe-failed",
    ]);
  });

  test("manual-time", async () => {
    expect(await run("manual-time")).toEqual([
      "after the stall: healthy",
      "2026-01-01T01:00:03.001Z worker-1: silent for 2001 ms, limit 2000 ms",
      "after the silence: unhealthy",
    ]);
  });

  test("events", async () => {
    expect(await run("events")).toEqual([
      "healthy -> unhealthy",
      'worker-1 failed: the worker reports "error"',
      "unhealthy -> recovering",
    ]);
  });

  test("policy", async () => {
    expect(await run("policy")).toEqual(["limit: 2100"]);
  });

  test("fleet, as the README shows it", async () => {
    const lines = await run("fleet");
    expect(lines).toEqual([
      "begin: 10 of 10 workers are suspect at once: verdicts wait",
      "end: 0 of 10 workers are suspect at once: they answered",
      "worker-0 failed",
    ]);
    expect(await readFile(new URL("../README.md", import.meta.url), "utf8")).toContain(lines.join("\n"));
  });
});
