import { describe, expect, test, vi } from "vitest";
import {
  createQuotaBudget,
  createRatioBudget,
  createTokenBudget,
  retry,
  RetryBudgetError,
  withAwsRetry,
  withHttpRetry,
} from "../src/index.ts";
import { fakeResponse, returning } from "./http-helpers.ts";
import { failing, rejection, setup } from "./support.ts";

const down = (): never => {
  throw new Error("down");
};

describe("createTokenBudget, as gRPC throttles retries", () => {
  test("a failure takes a token; retries stop at half of them", () => {
    const budget = createTokenBudget({ maxTokens: 4, tokenRatio: 0.5 });
    const verdicts = [1, 2, 3].map(() => {
      budget.fail("transient", 0);
      return budget.take("transient", 0);
    });
    expect(verdicts).toEqual([0, undefined, undefined]);
    expect(budget.tokens).toBe(1);
  });

  test("a success brings tokenRatio back, up to the most", () => {
    const budget = createTokenBudget({ maxTokens: 4, tokenRatio: 0.3 });
    budget.begin(0);
    budget.fail("timeout", 0);
    for (let i = 0; i < 3; i += 1) budget.succeed(0, 0);
    expect(budget.tokens).toBe(3.9);
    budget.succeed(0, 0);
    expect(budget.tokens).toBe(4);
  });

  test("never falls below none", () => {
    const budget = createTokenBudget({ maxTokens: 1 });
    for (let i = 0; i < 5; i += 1) budget.fail("transient", 0);
    expect(budget.tokens).toBe(0);
    expect(createTokenBudget().tokens).toBe(100);
  });
});

describe("createQuotaBudget, as the AWS SDKs", () => {
  test("costs by kind", () => {
    const budget = createQuotaBudget({ capacity: 40 });
    expect(budget.take("transient", 0)).toBe(14);
    expect(budget.take("throttling", 0)).toBe(5);
    expect(budget.take("timeout", 0)).toBe(14);
    expect(budget.left).toBe(7);
    expect(budget.take("transient", 0)).toBeUndefined();
    expect(budget.left).toBe(7);
    expect(createQuotaBudget({ timeoutCost: 10 }).take("timeout", 0)).toBe(10);
    expect(createQuotaBudget().left).toBe(500);
  });

  test("a success brings back what its last retry cost, or a little, up to the capacity", () => {
    const budget = createQuotaBudget({ capacity: 40, refund: 2 });
    budget.take("transient", 0);
    budget.take("transient", 0);
    budget.succeed(14, 0);
    expect(budget.left).toBe(26);
    budget.begin(0);
    budget.fail("transient", 0);
    budget.succeed(0, 0);
    expect(budget.left).toBe(28);
    budget.succeed(14, 0);
    expect(budget.left).toBe(40);
  });
});

describe("createRatioBudget, as Finagle", () => {
  test("a share of the calls, and a few besides", () => {
    const budget = createRatioBudget({ percentCanRetry: 0.5, minRetriesPerSec: 1, windowMs: 2000 });
    expect(budget.left(0)).toBe(2);
    for (let i = 0; i < 4; i += 1) budget.begin(0);
    expect(budget.left(0)).toBe(4);
    expect([1, 2, 3, 4, 5].map(() => budget.take("transient", 0))).toEqual([1, 1, 1, 1, undefined]);
    budget.fail("transient", 0);
    budget.succeed(1, 0);
    expect(budget.left(0)).toBe(0);
  });

  test("calls and retries are forgotten after the window", () => {
    const budget = createRatioBudget({ percentCanRetry: 0.1, minRetriesPerSec: 0, windowMs: 1000 });
    for (let i = 0; i < 30; i += 1) budget.begin(50);
    expect(budget.left(50)).toBe(3);
    budget.take("transient", 550);
    expect(budget.left(999)).toBe(2);
    // The calls are gone, the retry still counts.
    expect(budget.left(1000)).toBe(0);
    for (let i = 0; i < 20; i += 1) budget.begin(1000);
    expect(budget.left(1000)).toBe(1);
    expect(budget.left(1500)).toBe(2);
    expect(budget.left(9999)).toBe(0);
    expect(createRatioBudget().left(0)).toBe(100);
  });
});

describe("retry with a budget", () => {
  test("when it is spent, the last error is told at once", async () => {
    const { clock, delays, options } = setup();
    const budget = createQuotaBudget({ capacity: 20 });
    const error = await rejection(clock.settle(retry(down, { ...options, budget })));
    if (!(error instanceof RetryBudgetError)) throw error;
    expect(error.message).toBe("The retry budget is spent after: down");
    expect(error.cause).toEqual(new Error("down"));
    expect(error.attempts).toHaveLength(2);
    expect(error.retryable).toBe(false);
    expect(error.retryAfterMs).toBeUndefined();
    expect(delays).toEqual([1000]);
    expect(clock.now()).toBe(1000);
  });

  test("an outer retry does not go on either", async () => {
    const { options } = setup();
    const budget = createQuotaBudget({ capacity: 1 });
    const inner = vi.fn(() => retry(down, { ...options, budget }));
    expect(await rejection(retry(inner, options))).toBeInstanceOf(RetryBudgetError);
    expect(inner).toHaveBeenCalledOnce();
  });

  test("calls that share one share what is left, and a success refunds its retry", async () => {
    const { clock, options } = setup();
    const budget = createQuotaBudget({ capacity: 30 });
    const shared = { ...options, budget, maxRetries: 1 };
    await clock.settle(retry(failing(new Error("once")).fn, shared));
    expect(budget.left).toBe(30);
    await Promise.all([1, 2, 3].map(() => rejection(clock.settle(retry(down, shared)))));
    expect(budget.left).toBe(2);
    await retry(() => 1, shared);
    expect(budget.left).toBe(3);
  });

  test("every method is called at its time, on the call's clock", async () => {
    const { clock, options } = setup();
    const seen: unknown[][] = [];
    const note =
      (name: string, answer?: number) =>
      (...args: unknown[]): number | undefined => {
        seen.push([name, ...args]);
        return answer;
      };
    const budget = {
      begin: note("begin"),
      fail: note("fail"),
      take: note("take", 3),
      succeed: note("succeed"),
    };
    const work = failing(
      Object.assign(new Error("busy"), { status: 429 }),
      new DOMException("", "TimeoutError"),
    );
    await clock.settle(retry(work.fn, { ...options, budget }));
    expect(seen).toEqual([
      ["begin", 0],
      ["fail", "throttling", 0],
      ["take", "throttling", 0],
      ["fail", "timeout", 1000],
      ["take", "timeout", 1000],
      ["succeed", 3, 3000],
    ]);
  });

  test("a failure that is not worth a retry costs nothing", async () => {
    const budget = createTokenBudget();
    await rejection(retry(down, { budget, shouldRetry: () => false }));
    expect(budget.tokens).toBe(100);
    await rejection(retry(down, { budget, maxRetries: 0 }));
    expect(budget.tokens).toBe(99);
  });

  test("refused results cost like failures", async () => {
    const { clock, options } = setup();
    const budget = createQuotaBudget({ capacity: 14 });
    const call = retry(() => "pending", { ...options, budget, shouldRetryResult: () => true });
    const error = await rejection(clock.settle(call));
    expect(error).toMatchObject({ name: "RetryBudgetError", cause: { result: "pending", attempt: 2 } });
  });

  test("withHttpRetry resolves with the last Response when it is spent, unread", async () => {
    const { options } = setup();
    const last = fakeResponse(503);
    const budget = createQuotaBudget({ capacity: 1 });
    expect(await withHttpRetry(returning(last.response).fn, { ...options, budget })).toBe(last.response);
    expect(last.cancelled()).toBe(false);
  });

  test("withAwsRetry charges throttling as such", async () => {
    const { clock, options } = setup();
    const budget = createQuotaBudget({ capacity: 100, refund: 0 });
    const throttled = Object.assign(new Error("slow"), { name: "SlowDown" });
    await rejection(clock.settle(withAwsRetry(() => Promise.reject(throttled), { ...options, budget })));
    expect(budget.left).toBe(85);
  });
});

test.each<[string, () => unknown, RegExp]>([
  ["token", () => createTokenBudget({ maxTokens: 0, tokenRatio: -1 }), /maxTokens.*0[^]*tokenRatio.*-1/],
  [
    "quota",
    () => createQuotaBudget({ capacity: 0, refund: Number.NaN, transientCost: -1, timeoutCost: -1 }),
    /capacity[^]*transientCost[^]*timeoutCost[^]*refund.*NaN/,
  ],
  [
    "ratio",
    () => createRatioBudget({ percentCanRetry: -1, minRetriesPerSec: -1, windowMs: 0 }),
    /percentCanRetry[^]*minRetriesPerSec[^]*windowMs.*0/,
  ],
])("invalid options of a %s budget are all listed", (_kind, make, message) => {
  expect(make).toThrow(message);
});
