import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createQuotaBudget,
  createRatioBudget,
  createTokenBudget,
  retry,
  type RetryBudget,
  type RetryKind,
} from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";

const kind = fc.constantFrom<RetryKind>("transient", "throttling", "timeout");
const event = fc.record({
  what: fc.constantFrom("begin", "fail", "take", "succeed"),
  kind,
  passMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 700 })),
});
const events = fc.array(event, { maxLength: 200 });

test("a quota never gives more than its capacity and what came back", () => {
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 60 }), fc.nat({ max: 5 }), (list, capacity, refund) => {
      const costs = { transient: 14, throttling: 5, timeout: 9 };
      const budget = createQuotaBudget({ capacity, refund, timeoutCost: 9 });
      let left = capacity;
      const held: number[] = [];
      for (const { what, kind } of list) {
        if (what === "take") {
          const taken = budget.take(kind, 0);
          expect(taken).toBe(costs[kind] <= left ? costs[kind] : undefined);
          left -= taken ?? 0;
          if (taken !== undefined) held.push(taken);
        } else if (what === "succeed") {
          const back = held.pop() ?? 0;
          budget.succeed(back, 0);
          left = Math.min(capacity, left + (back > 0 ? back : refund));
        }
        expect(budget.left).toBe(left);
        expect(left).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test("tokens stay between none and the most, and retries go on only above half", () => {
  const tenths = fc.integer({ min: 1, max: 30 }).map((count) => count / 10);
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 10 }), tenths, (list, maxTokens, tokenRatio) => {
      const budget = createTokenBudget({ maxTokens, tokenRatio });
      let left = maxTokens;
      for (const { what, kind } of list) {
        if (what === "fail") {
          budget.fail(kind, 0);
          left = Math.max(0, left - 1);
        } else if (what === "succeed") {
          budget.succeed(0, 0);
          left = Math.min(maxTokens, left + tokenRatio);
        } else if (what === "take") {
          expect(budget.take(kind, 0)).toBe(budget.tokens > maxTokens / 2 ? 0 : undefined);
        }
        expect(budget.tokens).toBeCloseTo(left, 6);
      }
    }),
  );
});

test("within any window, retries never exceed the share of the calls and the reserve", () => {
  const limits = fc.record({
    percentCanRetry: fc.integer({ min: 0, max: 20 }).map((count) => count / 10),
    minRetriesPerSec: fc.nat({ max: 3 }),
    windowMs: fc.integer({ min: 10, max: 3000 }),
  });
  fc.assert(
    fc.property(events, limits, (list, { percentCanRetry, minRetriesPerSec, windowMs }) => {
      const budget = createRatioBudget({ percentCanRetry, minRetriesPerSec, windowMs });
      const sliceMs = windowMs / 10;
      const calls: number[] = [];
      const retries: number[] = [];
      let now = 0;
      for (const { what, kind, passMs } of list) {
        now += passMs;
        const slice = Math.floor(now / sliceMs);
        const recent = (all: number[]): number => all.filter((each) => each > slice - 10).length;
        const allowed = Math.floor(
          (minRetriesPerSec * windowMs) / 1000 + percentCanRetry * recent(calls) + 1e-9,
        );
        expect(budget.left(now)).toBe(Math.max(0, allowed - recent(retries)));
        if (what === "begin") {
          budget.begin(now);
          calls.push(slice);
        } else if (what === "take" && budget.take(kind, now) !== undefined) {
          retries.push(slice);
          expect(recent(retries)).toBeLessThanOrEqual(allowed);
        }
      }
    }),
  );
});

const budgets: Record<string, () => { budget: RetryBudget; mostRetries: (calls: number) => number }> = {
  // Calls that all fail for good: no refund comes, so the quota is what there is.
  quota: () => ({ budget: createQuotaBudget({ capacity: 100 }), mostRetries: () => Math.floor(100 / 14) }),
  token: () => ({ budget: createTokenBudget({ maxTokens: 20 }), mostRetries: () => 10 }),
  ratio: () => ({
    budget: createRatioBudget({ percentCanRetry: 0.2, minRetriesPerSec: 0, windowMs: 1_000_000 }),
    mostRetries: (calls) => Math.floor(calls * 0.2 + 1e-9),
  }),
};

test.each(Object.keys(budgets))(
  "%s: an outage is never multiplied, whatever the interleaving",
  async (name) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ startMs: fc.nat({ max: 5000 }), takesMs: fc.nat({ max: 2000 }) }), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.integer({ min: 0, max: 5 }),
        async (calls, maxRetries) => {
          const { budget, mostRetries } = budgets[name]?.() ?? fail();
          const clock = new FakeClock();
          const wait = (ms: number): Promise<void> => new Promise((done) => clock.setTimer(done, ms));
          let attempts = 0;
          const call = async ({ startMs, takesMs }: { startMs: number; takesMs: number }): Promise<void> => {
            await wait(startMs);
            const work = async (): Promise<never> => {
              attempts += 1;
              await wait(takesMs);
              throw new Error("down");
            };
            await retry(work, { clock, budget, maxRetries, baseDelayMs: 100 }).catch(() => undefined);
          };
          await clock.settle(Promise.all(calls.map(call)));
          expect(attempts - calls.length).toBeLessThanOrEqual(mostRetries(calls.length));
        },
      ),
      { numRuns: 40 },
    );
  },
);

function fail(): never {
  throw new Error("no such budget");
}
