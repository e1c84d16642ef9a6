import { expect, test } from "vitest";
import {
  createRetry,
  delays,
  retry,
  RetryOptionsError,
  seededRandom,
  type BackoffOptions,
} from "../src/index.ts";
import { setup } from "./support.ts";

test("shows the delays of a policy", () => {
  expect(delays({ jitter: "none" })).toEqual([1000, 2000, 4000]);
  expect(delays({ jitter: "none", strategy: "fibonacci", maxRetries: 6, maxDelayMs: 5000 })).toEqual([
    1000, 1000, 2000, 3000, 5000, 5000,
  ]);
  expect(delays({ maxRetries: 0 })).toEqual([]);
  expect(delays({ maxRetries: Infinity })).toHaveLength(1000);
});

test("of createRetry, as its calls would wait", () => {
  expect(createRetry({ jitter: "none", strategy: "linear", maxRetries: 2 }).delays()).toEqual([1000, 2000]);
});

test.each<BackoffOptions>([
  { jitter: "decorrelated" },
  { jitter: "full", strategy: "fibonacci" },
  { jitter: { factor: 0.3 }, strategy: "linear" },
])("are the delays that a call waits, with the same seed: %j", async (backoff) => {
  const { clock, options } = setup();
  const waited: number[] = [];
  const shown = delays({ ...backoff, maxRetries: 8, random: seededRandom(3) });
  const call = retry(() => Promise.reject(new Error("down")), {
    ...options,
    ...backoff,
    maxRetries: 8,
    random: seededRandom(3),
    onRetry: ({ delayMs }) => waited.push(delayMs),
  });
  await clock.settle(call.catch(() => undefined));
  expect(waited).toEqual(shown);
});

test("invalid options are all listed", () => {
  const options = { strategy: "cubic", maxRetries: -1 } as unknown as BackoffOptions;
  expect(() => delays(options)).toThrow(RetryOptionsError);
  expect(() => delays(options)).toThrow(/strategy.*"cubic"[^]*maxRetries.*-1/);
});
