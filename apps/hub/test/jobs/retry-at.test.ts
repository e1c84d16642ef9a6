import { expect, test } from "vitest";
import { retryAfterFailure, retryAfterRelease } from "../../src/jobs/retry-at.ts";
import { START, attempt, newJob, policy } from "./support.ts";

const failedTimes = (times: number) =>
  newJob({ attempts: Array.from({ length: times }, (_, index) => attempt(index + 1, "failed")) });

test.each([
  [1, 1000],
  [2, 2000],
  [3, 4000],
  [5, 16_000],
  [6, 30_000],
  [90, 30_000],
])("after %i attempts the policy waits %i ms", (times, delayMs) => {
  expect(retryAfterFailure(failedTimes(times), START, policy, undefined)).toBe(START + delayMs);
});

test("attempts that do not count do not lengthen the delay", () => {
  const job = newJob({ attempts: [attempt(1, "failed"), attempt(2, "released"), attempt(3, "failed")] });
  expect(retryAfterFailure(job, START, policy, undefined)).toBe(START + 2000);
  expect(retryAfterFailure({ ...job, attemptFloor: 1 }, START, policy, undefined)).toBe(START + 1000);
});

test("full jitter spreads the delay by the random port alone", () => {
  const jittered = { ...policy, backoff: { ...policy.backoff, jitter: "full" as const } };
  const at = (random: number) =>
    retryAfterFailure(failedTimes(1), START, { ...jittered, random: () => random }, undefined) - START;
  expect([0, 0.25, 0.999].map(at)).toEqual([0, 250, 999]);
});

test.each([
  [0, 0],
  [7, 7],
  [0.2, 1],
  [86_400_000, 86_400_000],
])("retryAfterMs %d wins and is %d whole milliseconds", (given, delayMs) => {
  expect(retryAfterFailure(failedTimes(3), START, policy, given)).toBe(START + delayMs);
});

test("the first release keeps the place of a job that was due, and hastens one that was not", () => {
  const attempts = [attempt(1, "released")];
  expect(retryAfterRelease(newJob({ runAt: START - 500, attempts }), START)).toBe(START - 500);
  expect(retryAfterRelease(newJob({ runAt: START + 500, attempts }), START)).toBe(START);
});

test.each([
  [2, 50],
  [3, 100],
  [8, 3200],
  [9, 5000],
  [20, 5000],
])("%i releases in a row pause %i ms", (times, pauseMs) => {
  const attempts = Array.from({ length: times }, (_, index) => attempt(index + 1, "released"));
  expect(retryAfterRelease(newJob({ runAt: START - 500, attempts }), START)).toBe(START + pauseMs);
});
