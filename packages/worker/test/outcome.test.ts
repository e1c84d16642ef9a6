import { AttemptResult, MAX_BODY_BYTES, parse } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { PermanentError } from "../src/index.ts";
import { MAX_RESULT_BYTES, notAccepted, returned, threw, timedOut } from "../src/outcome.ts";
import type { Report } from "../src/outcome.ts";

const lease = { leaseId: "lease-1", jobId: "job-1", timeoutMs: 250 };

function sent(report: Report): AttemptResult {
  const result = parse(AttemptResult, JSON.parse(report.json));
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  expect(report.bytes).toBe(Buffer.byteLength(report.json));
  return result.value;
}

test("a returned value is the result", () => {
  expect(sent(returned(lease, { n: 1, at: new Date(0) }, 12.4))).toEqual({
    leaseId: "lease-1",
    jobId: "job-1",
    status: "succeeded",
    result: { n: 1, at: "1970-01-01T00:00:00.000Z" },
    durationMs: 12,
  });
});

test("undefined becomes null", () => {
  expect(sent(returned(lease, undefined, 0))).toMatchObject({ status: "succeeded", result: null });
});

const circular: Record<string, unknown> = {};
circular["self"] = circular;
test.each([
  ["circular", circular, /circular/i],
  ["BigInt", { n: 1n }, /BigInt/],
  ["function", () => 1, /a function is not JSON/],
  ["symbol", Symbol("x"), /a symbol is not JSON/],
])("a result that is no JSON fails for good: %s", (_name, value, message) => {
  const result = sent(returned(lease, value, 1));
  expect(result).toMatchObject({ status: "failed", error: { name: "ResultNotJsonError", retryable: false } });
  expect(result.error?.message).toMatch(message);
});

test("a result larger than the hub's largest body fails for good and says what to do", () => {
  const result = sent(returned(lease, "x".repeat(MAX_RESULT_BYTES), 1));
  expect(result).toMatchObject({
    status: "failed",
    error: { name: "ResultTooLargeError", retryable: false },
  });
  expect(result.error?.message).toContain("return its address");
  const largest = returned(lease, "x".repeat(MAX_RESULT_BYTES - 2), 1);
  expect(sent(largest).status).toBe("succeeded");
  expect(largest.bytes).toBeLessThan(MAX_BODY_BYTES);
});

test("a thrown error is the failure, with what it says of retries", () => {
  const error = Object.assign(new RangeError("too far"), { retryAfterMs: 1500.6 });
  const result = sent(threw(lease, error, 3));
  expect(result).toMatchObject({
    status: "failed",
    error: { name: "RangeError", message: "too far" },
    retryAfterMs: 1501,
  });
  expect(result.error?.stack).toContain("outcome.test.ts");
  expect(sent(threw(lease, new PermanentError("never"), 3)).error).toMatchObject({
    name: "PermanentError",
    retryable: false,
  });
});

test("a timeout names itself and its time", () => {
  expect(sent(timedOut(lease, 251)).error).toEqual({
    name: "JobTimeoutError",
    message: "the attempt did not end within its 250 ms",
  });
});

test("a result that the hub does not take is replaced by the reason", () => {
  const result = sent(notAccepted(returned(lease, 1, 9), "x".repeat(5000)));
  expect(result).toMatchObject({ status: "failed", durationMs: 9, error: { retryable: false } });
  expect(result.error?.message.length).toBeLessThanOrEqual(2000);
});
