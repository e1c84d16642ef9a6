import { expect, test } from "vitest";
import * as api from "../src/index.ts";
import { rejection } from "./support.ts";

const problemsOf = (make: () => unknown): unknown => {
  try {
    make();
  } catch (error) {
    if (error instanceof api.RetryOptionsError) return error.problems;
    throw error;
  }
  throw new Error("expected a refusal");
};
const milliseconds = (least: number): string => `a number of milliseconds from ${least} to 2147483647`;
const wrong = (options: Record<string, unknown>): never => options as never;

test("backoff", () => {
  const options = { strategy: "cubic", jitter: "half", baseDelayMs: -1, maxDelayMs: 2 ** 31 };
  const random = 1 as unknown as () => number;
  expect(problemsOf(() => api.backoffDelayMs(wrong(options), 1, Math.random))).toEqual([
    'strategy: expected "exponential", "linear", "constant" or "fibonacci", received "cubic" (string)',
    `baseDelayMs: expected ${milliseconds(0)}, received -1 (number)`,
    `maxDelayMs: expected ${milliseconds(0)}, received 2147483648 (number)`,
    'jitter: expected "none", "full", "equal", "decorrelated" or { factor: 0 to 1 }, received "half" (string)',
  ]);
  expect(problemsOf(() => api.backoffDelayMs({}, 2 ** 31, random, Number.NaN))).toEqual([
    "retry: expected an integer from 1 to 2147483647, received 2147483648 (number)",
    "random: expected a function, received 1 (number)",
    `previousDelayMs: expected ${milliseconds(0)}, received NaN (number)`,
  ]);
  expect(api.backoffDelayMs({}, 2 ** 31 - 1, () => 0.5)).toBe(27_273);
});

test("delays", () => {
  expect(problemsOf(() => api.delays(wrong({ maxRetries: 0.5, random: 1 })))).toEqual([
    "maxRetries: expected an integer of 0 or more, or Infinity, received 0.5 (number)",
    "random: expected a function, received 1 (number)",
  ]);
});

test("retry, in what it took on", async () => {
  const options = { delay: 1, shouldRetryResult: 1, budget: {}, throttle: {}, onSuccess: 1, onGiveUp: 1 };
  expect(await rejection(api.retry(() => 1, wrong(options)))).toHaveProperty("problems", [
    "delay: expected a function, received 1 (number)",
    "shouldRetryResult: expected a function, received 1 (number)",
    "budget: expected a retry budget, received object with keys []",
    "throttle: expected a throttle, received object with keys []",
    "onSuccess: expected a function, received 1 (number)",
    "onGiveUp: expected a function, received 1 (number)",
  ]);
});

test("budgets", () => {
  expect(problemsOf(() => api.createTokenBudget({ maxTokens: 1001, tokenRatio: 0 }))).toEqual([
    "maxTokens: expected a number from 1 to 1000, received 1001 (number)",
    "tokenRatio: expected a number from 0.001 to 1000, received 0 (number)",
  ]);
  const over = 1_000_001;
  const costs = {
    capacity: over,
    transientCost: over,
    throttlingCost: over,
    timeoutCost: over,
    refund: over,
  };
  expect(problemsOf(() => api.createQuotaBudget(costs))).toEqual([
    "capacity: expected a number from 1 to 1000000, received 1000001 (number)",
    "transientCost: expected a number from 0 to 1000000, received 1000001 (number)",
    "throttlingCost: expected a number from 0 to 1000000, received 1000001 (number)",
    "timeoutCost: expected a number from 0 to 1000000, received 1000001 (number)",
    "refund: expected a number from 0 to 1000000, received 1000001 (number)",
  ]);
  const ratio = { percentCanRetry: 1001, minRetriesPerSec: over, windowMs: 0 };
  expect(problemsOf(() => api.createRatioBudget(ratio))).toEqual([
    "percentCanRetry: expected a number from 0 to 1000, received 1001 (number)",
    "minRetriesPerSec: expected a number from 0 to 1000000, received 1000001 (number)",
    `windowMs: expected ${milliseconds(1)}, received 0 (number)`,
  ]);
});

test("throttle and hedge", async () => {
  const throttle = { k: 1001, minRequests: -1, windowMs: 9, isAccepted: 1, random: 1, clock: {} };
  expect(problemsOf(() => api.createThrottle(wrong(throttle)))).toEqual([
    "k: expected a number from 1 to 1000, received 1001 (number)",
    "minRequests: expected a number from 0 to 1000000, received -1 (number)",
    `windowMs: expected ${milliseconds(10)}, received 9 (number)`,
    "isAccepted: expected a function, received 1 (number)",
    "random: expected a function, received 1 (number)",
    "clock: expected a clock with now, wallTime and setTimer, received object with keys []",
  ]);
  const hedge = { delayMs: -1, maxHedges: 101, latencies: {}, quantile: 1.1, minLatencies: 0, onHedge: 1 };
  expect(
    await rejection(api.hedge(() => 1, wrong({ ...hedge, signal: {}, budget: 1, clock: 1 }))),
  ).toHaveProperty("problems", [
    `delayMs: expected ${milliseconds(0)}, received -1 (number)`,
    "maxHedges: expected an integer from 0 to 100, received 101 (number)",
    "latencies: expected a LatencySketch, received object with keys []",
    "quantile: expected a number from 0 to 1, received 1.1 (number)",
    "minLatencies: expected a number from 1 to 1000000, received 0 (number)",
    "signal: expected an AbortSignal, received object with keys []",
    "budget: expected a retry budget, received 1 (number)",
    "onHedge: expected a function, received 1 (number)",
    "clock: expected a clock with now, wallTime and setTimer, received 1 (number)",
  ]);
  expect(await rejection(api.hedge(() => 1, { maxHedges: -1 }))).toHaveProperty("problems.length", 1);
  const memory = (value: number) => (): unknown => new api.LatencySketch({ memory: value });
  expect(problemsOf(memory(1_000_001))).toEqual([
    "memory: expected an integer from 10 to 1000000, received 1000001 (number)",
  ]);
  for (const value of [9, 10.5]) expect(memory(value)).toThrow(/memory/);
});

test("the ends of the ranges are allowed", async () => {
  api.createTokenBudget({ maxTokens: 1, tokenRatio: 0.001 });
  api.createTokenBudget({ maxTokens: 1000, tokenRatio: 1000 });
  api.createQuotaBudget({ capacity: 1_000_000, transientCost: 0, throttlingCost: 1_000_000, refund: 0 });
  api.createRatioBudget({ percentCanRetry: 0, minRetriesPerSec: 0, windowMs: 1 });
  api.createRatioBudget({ percentCanRetry: 1000, minRetriesPerSec: 1_000_000, windowMs: 2 ** 31 - 1 });
  api.createThrottle({ k: 1, minRequests: 0, windowMs: 10 });
  api.createThrottle({ k: 1000, minRequests: 1_000_000, windowMs: 2 ** 31 - 1 });
  for (const memory of [10, 1_000_000]) expect(new api.LatencySketch({ memory }).count).toBe(0);
  await api.hedge(() => 1, { delayMs: 0, maxHedges: 100, quantile: 0, minLatencies: 1 });
  await api.hedge(() => 1, { delayMs: 2 ** 31 - 1, maxHedges: 0, quantile: 1, minLatencies: 1_000_000 });
});
