import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

async function run(path: string, ...args: string[]): Promise<string[]> {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=@pigeon/source",
    file,
    ...args,
  ]);
  return stdout.trimEnd().split("\n");
}

describe("examples", () => {
  test("quickstart", async () => {
    expect(await run("examples/quickstart.ts")).toEqual([
      "launch s0-g0: done: i-000001 at m7i.large/eu-central-1a/spot",
      "launch s1-g0: done: i-000002 at m7i.large/eu-central-1b/spot",
      "2 instances serve",
      "drain i-000001: done: 1 instance wanted, 2 there",
      "terminate i-000001: done: its worker is drained",
      "8 jobs done, 0 interrupted",
      "drain i-000002: done: the fleet goes down, 1 there",
      "terminate i-000002: done: its worker is drained",
      "removed launch template of demo; left: 0",
    ]);
  });

  test("follow-load", async () => {
    const lines = await run("examples/follow-load.ts");
    expect(lines.filter((line) => line.includes("->"))).toEqual([
      "07:00 0 -> 2",
      "07:05 2 -> 11",
      "07:15 11 -> 9",
      "07:16 9 -> 2",
    ]);
    expect(lines).toContain("  office hours: at least 2");
    expect(lines).toContain("  $0.45 an hour pays for 11");
    expect(lines.at(-1)).toBe("2 serve, 400 jobs done, 0 interrupted");
  });

  test("testing", async () => {
    expect(await run("examples/testing.ts")).toEqual(["3 launched, 8 jobs done, nothing left"]);
  });
});

test("the bench runs", async () => {
  const lines = await run("bench/main.ts", "--once");
  expect(lines[0]).toBe("### burst");
  // Nothing interrupted and nothing left, by any rule.
  expect(lines.filter((line) => line.endsWith(" | 0 | 0 |"))).toHaveLength(5);
});
