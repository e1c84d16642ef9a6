import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("minimal client", async () => {
  const path = fileURLToPath(new URL("../examples/minimal-client.ts", import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    "--conditions=@pigeon/source",
    path,
  ]);
  expect(stderr).toBe("");
  expect(stdout.trimEnd().split("\n")).toEqual([
    '{"type":"text.stats","payload":{"text":"two words"},"priority":0,"maxAttempts":5,"timeoutMs":300000,"labels":{}}',
    "the job cannot be submitted:",
    '  type: expected only letters, digits and . _ : -, received " " at position 5',
    "  priority: expected a whole number from -100 to 100, received 1000",
    "  retries: unknown field; remove it (known are type, payload, priority, delayMs, runAt, maxAttempts, timeoutMs, idempotencyKey, correlationId, labels)",
    "succeeded { words: 2 }",
  ]);
});
