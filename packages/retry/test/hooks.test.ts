import { describe, expect, test, vi } from "vitest";
import {
  createThrottle,
  createQuotaBudget,
  retry,
  type GiveUpEvent,
  type RetryOptions,
} from "../src/index.ts";
import { failing, hang, rejection, setup } from "./support.ts";

describe("onSuccess", () => {
  test("is told the attempts and the time", async () => {
    const { clock, options } = setup();
    const onSuccess = vi.fn();
    await retry(failing().fn, { ...options, onSuccess });
    await clock.settle(retry(failing(new Error("a"), new Error("b")).fn, { ...options, onSuccess }));
    expect(onSuccess.mock.calls).toEqual([
      [{ attempts: 1, elapsedMs: 0 }],
      [{ attempts: 3, elapsedMs: 3000 }],
    ]);
  });
});

describe("onGiveUp", () => {
  const told = async (
    fn: (context: { attempt: number }) => unknown,
    more: RetryOptions,
  ): Promise<[GiveUpEvent, unknown]> => {
    const { clock, options } = setup();
    const events: GiveUpEvent[] = [];
    const call = retry(fn, { ...options, ...more, onGiveUp: (event) => events.push(event) });
    const error = await rejection(clock.settle(call));
    expect(events).toHaveLength(1);
    const [event] = events;
    if (event === undefined) throw new Error("not told");
    return [event, error];
  };
  const fail = (): never => {
    throw new Error("down");
  };

  test("is told what the call rejects with, why, and the attempts", async () => {
    const [event, error] = await told(fail, { maxRetries: 1 });
    expect(event.error).toBe(error);
    expect(event).toMatchObject({
      reason: "exhausted",
      elapsedMs: 1000,
      attempts: [{ number: 1 }, { number: 2 }],
    });
  });

  test.each<[string, (context: { attempt: number }) => unknown, () => RetryOptions]>([
    ["exhausted", () => 1, () => ({ shouldRetryResult: () => true, maxRetries: 0 })],
    ["not-retryable", fail, () => ({ shouldRetry: () => false })],
    ["deadline", hang, () => ({ totalTimeoutMs: 10 })],
    ["deadline", fail, () => ({ totalTimeoutMs: 10 })],
    ["aborted", hang, () => ({ signal: AbortSignal.abort("stop") })],
    ["budget", fail, () => ({ budget: createQuotaBudget({ capacity: 1 }) })],
    ["throttled", fail, () => ({ throttle: createThrottle({ k: 1, minRequests: 0, random: () => 0 }) })],
    [
      "callback-failed",
      fail,
      () => ({
        shouldRetry: () => {
          throw new Error("bug");
        },
      }),
    ],
  ])("reason %s", async (reason, fn, options) => {
    const [event, error] = await told(fn, options());
    expect(event.reason).toBe(reason);
    expect(event.error).toBe(error);
  });
});

test.each(["onRetry", "onSuccess", "onGiveUp"] as const)(
  "%s that throws or rejects harms nothing, and nobody waits for it",
  async (name) => {
    for (const hook of [
      () => {
        throw new Error("bug");
      },
      () => Promise.reject(new Error("bug")),
      hang,
    ]) {
      const { clock, options } = setup();
      const success = retry(failing(new Error("one")).fn, { ...options, [name]: hook });
      await expect(clock.settle(success)).resolves.toBe("done");
      const failure = retry(failing(new Error("one")).fn, { ...options, maxRetries: 0, [name]: hook });
      expect(await rejection(clock.settle(failure))).toHaveProperty("name", "RetryExhaustedError");
    }
  },
);
