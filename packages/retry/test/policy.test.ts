import { expect, test } from "vitest";
import { createThrottle, createTokenBudget, type RetryOptions } from "../src/index.ts";
import { isWatched, readPolicy } from "../src/policy.ts";

const watched = (options: RetryOptions): boolean => isWatched(readPolicy(options));

test.each<[string, RetryOptions]>([
  ["totalTimeoutMs", { totalTimeoutMs: 1 }],
  ["signal", { signal: new AbortController().signal }],
  ["shouldRetryResult", { shouldRetryResult: () => false }],
  ["throttle", { throttle: createThrottle() }],
  ["onSuccess", { onSuccess: () => undefined }],
  ["onGiveUp", { onGiveUp: () => undefined }],
])("a call with %s is watched from its begin", (_name, options) => {
  expect(watched(options)).toBe(true);
});

test("others need nothing but their first attempt until it fails", () => {
  expect(watched({})).toBe(false);
  const shouldRetry = (): boolean => true;
  expect(watched({ attemptTimeoutMs: 5, budget: createTokenBudget(), shouldRetry, onRetry: () => 1 })).toBe(
    false,
  );
});

test("a delay of 0 is a delay", () => {
  const policy = readPolicy({ delay: () => 0 });
  expect(policy.delayMs({ error: 1, attempt: 1 }, undefined)).toEqual({ delayMs: 0, backoffMs: 0 });
});

test("what an error asks for raises the delay, not what the backoff goes on from", () => {
  const policy = readPolicy({ jitter: "none", baseDelayMs: 10 });
  const failure = { error: { retryAfterMs: 99.5 }, attempt: 1 };
  expect(policy.delayMs(failure, undefined)).toEqual({ delayMs: 100, backoffMs: 10 });
});
