import { expect, test } from "vitest";
import { reportOf, toChange } from "../../src/workers/reports.ts";

const base = { leaseId: "l1", jobId: "j1", durationMs: 5 };
const fingerprint = ({ message }: { message: string }) => `fp:${message.length}`;

test.each([
  [{ a: [1] }, '{"a":[1]}'],
  [null, "null"],
  [undefined, "null"],
  [0, "0"],
  ["", '""'],
])("a success with the result %j", (result, json) => {
  const report = { ...base, status: "succeeded", ...(result === undefined ? {} : { result }) } as const;
  expect(toChange("w1", report, fingerprint)).toEqual({
    jobId: "j1",
    event: { type: "succeed", leaseId: "l1", workerId: "w1", result: json },
  });
});

test("a failure carries its error with a fingerprint, and the delay it asks for", () => {
  const error = { name: "E", message: "boom", stack: "at x", retryable: false };
  const report = { ...base, status: "failed", error, retryAfterMs: 0 } as const;
  expect(toChange("w1", report, fingerprint)).toEqual({
    jobId: "j1",
    event: {
      type: "fail",
      leaseId: "l1",
      workerId: "w1",
      error: { ...error, fingerprint: "fp:4" },
      retryAfterMs: 0,
    },
  });
});

test("a fingerprint that the worker gave is kept", () => {
  const error = { name: "E", message: "boom", fingerprint: "mine" };
  const { event } = toChange("w1", { ...base, status: "failed", error }, fingerprint);
  expect(event).toMatchObject({ error });
  expect(event).not.toHaveProperty("retryAfterMs");
});

test("a failure without a reason says so", () => {
  expect(toChange("w1", { ...base, status: "failed" }, fingerprint).event).toMatchObject({
    error: { name: "Error", message: "the worker gave no reason" },
  });
});

test("a huge error is cut, not refused", () => {
  const error = { name: "E", message: "m".repeat(100_000), stack: "s".repeat(100_000) };
  const { event } = toChange("w1", { ...base, status: "failed", error }, fingerprint);
  expect(event).toMatchObject({
    error: { message: "m".repeat(8192), stack: "s".repeat(16_384), fingerprint: "fp:8192" },
  });
});

test("the detector is told what the heartbeat says, and nothing that it leaves out", () => {
  expect(reportOf({ running: ["l1"] })).toEqual({});
  const beat = { running: [], status: "overloaded", cpu: 0, memory: 99 } as const;
  expect(reportOf({ ...beat, running: [] })).toEqual({ status: "overloaded", cpu: 0, memory: 99 });
});
