import { execFile } from "node:child_process";
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
      "2 alerts, told together in a moment",
      "ERROR Alert firing: Worker worker-1 failed: connection lost",
      "ERROR Alert firing: Worker worker-2 failed: 3 calls failed",
      "INFO Alert resolved: Worker worker-1 failed: connection lost",
      "INFO Alert resolved: Worker worker-2 failed: 3 calls failed",
    ]);
  });

  test("slack", async () => {
    expect(await run("slack")).toEqual([
      "🟠 Firing: QueueAge",
      "  🟠 *high* The oldest job of &lt;mail&gt; has waited for 75000 ms",
      "still active: 1",
      "✅ Resolved: QueueAge",
      "  ✅ *high* The oldest job of &lt;mail&gt; has waited for 40000 ms",
    ]);
  });

  test("testing", async () => {
    expect(await run("testing")).toEqual(["told: firing, resolved"]);
  });
});

test("the bench runs", async () => {
  const bench = fileURLToPath(new URL("../bench/main.ts", import.meta.url));
  const args = ["--conditions=@pigeon/source", bench, "--once"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toMatch(/500 workers fail \| \d+ \| -?[\d.]+ \(heap\) \| 500 \|/);
});
