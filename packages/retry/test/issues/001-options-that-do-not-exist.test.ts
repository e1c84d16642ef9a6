import { expect, test } from "vitest";
import {
  backoffDelayMs,
  createQuotaBudget,
  createRatioBudget,
  createRetry,
  createThrottle,
  createTokenBudget,
  delays,
  hedge,
  LatencySketch,
  retry,
  type RetryOptions,
  withAwsRetry,
  withHttpRetry,
} from "../../src/index.ts";
import { rejection } from "../support.ts";

// p-retry's `retries` and a misspelt `maxRetires` were taken without a word: there were three retries.
test("an option that does not exist is refused, with those that do", async () => {
  const options = { retries: 5, constructor: 1, maxRetries: -1 } as RetryOptions;
  const error = await rejection(retry(() => 1, options));
  expect(error).toHaveProperty("problems", [
    expect.stringMatching(/^maxRetries: .*-1/),
    expect.stringMatching(/^retries: no such option; there are strategy, .*maxRetries, .*clock$/),
    expect.stringMatching(/^constructor: no such option/),
  ]);
});

const odd: object = { retries: 5 };
const one = (): number => 1;

test.each<[string, () => unknown]>([
  ["createRetry", () => createRetry(odd)],
  ["a call of createRetry", () => createRetry()(one, { ...odd, signal: AbortSignal.timeout(1000) })],
  ["a call of createRetry without signal", () => createRetry()(one, odd)],
  ["withHttpRetry", () => withHttpRetry(one, odd)],
  ["withAwsRetry", () => withAwsRetry(one, odd)],
  ["hedge", () => hedge(one, odd)],
  ["createThrottle", () => createThrottle(odd)],
  ["createRatioBudget", () => createRatioBudget(odd)],
  ["createTokenBudget", () => createTokenBudget(odd)],
  ["createQuotaBudget", () => createQuotaBudget(odd)],
  ["LatencySketch", () => new LatencySketch(odd)],
  ["null prototypes", () => createRetry(Object.assign(Object.create(null) as object, odd))],
])("%s refuses it", async (_name, call) => {
  const error = await rejection(new Promise((resolve) => resolve(call())));
  expect(error).toHaveProperty("problems", [expect.stringMatching(/^retries: no such option; there are /)]);
});

test("a class may hold more than its options, and delays may be asked for with all options of a call", () => {
  class Settings {
    readonly owner = "billing";
    readonly maxRetries = 2;
    readonly jitter = "none";
  }
  expect(createRetry(new Settings()).delays()).toEqual([1000, 2000]);
  const options: RetryOptions = { maxRetries: 1, jitter: "none", attemptTimeoutMs: 5 };
  expect(delays(options)).toEqual([1000]);
  expect(backoffDelayMs(options, 1, () => 0)).toBe(1000);
});
