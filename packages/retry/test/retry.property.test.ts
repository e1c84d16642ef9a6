import fc from "fast-check";
import { expect, test } from "vitest";
import { retry, RetryDeadlineError, RetryExhaustedError } from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";
import { CountingSignal } from "./support.ts";

type Step =
  | { kind: "succeed" | "fail" | "final" | "hang" }
  | { kind: "slow"; ms: number }
  | { kind: "asks"; retryAfterMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "succeed" }) },
  { weight: 4, arbitrary: fc.constant<Step>({ kind: "fail" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "final" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "hang" }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("slow" as const), ms: fc.nat({ max: 500 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("asks" as const), retryAfterMs: fc.nat({ max: 5000 }) }),
  },
);

const plan = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 8 }),
  maxRetries: fc.nat({ max: 6 }),
  strategy: fc.constantFrom("exponential" as const, "linear" as const, "constant" as const),
  baseDelayMs: fc.nat({ max: 300 }),
  maxDelayMs: fc.nat({ max: 2000 }),
  attemptTimeoutMs: fc.integer({ min: 1, max: 400 }),
  totalTimeoutMs: fc.option(fc.integer({ min: 1, max: 3000 }), { nil: undefined }),
  abortAtMs: fc.option(fc.nat({ max: 3000 }), { nil: undefined }),
  chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

test("whatever happens: bounded attempts, bounded delays, bounded time, nothing left behind", async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ steps, abortAtMs, chance, ...limits }) => {
      const clock = new FakeClock();
      const signal = new CountingSignal();
      const delays: number[] = [];
      let started = 0;
      let running = 0;
      const fn = async ({ attempt }: { attempt: number }): Promise<string> => {
        started += 1;
        expect(attempt).toBe(started);
        const next = steps[attempt - 1] ?? { kind: "fail" };
        running += 1;
        if (next.kind === "hang") return await new Promise<string>(() => undefined);
        if (next.kind === "slow") await new Promise<void>((done) => clock.setTimer(done, next.ms));
        running -= 1;
        if (next.kind === "succeed" || next.kind === "slow") return "done";
        throw Object.assign(new Error(next.kind), next.kind === "final" ? { retryable: false } : next);
      };
      if (abortAtMs !== undefined) clock.setTimer(() => signal.abort("abort"), abortAtMs);

      const call = retry(fn, {
        ...limits,
        clock,
        random: () => chance,
        signal: signal as unknown as AbortSignal,
        onRetry: ({ delayMs }) => delays.push(delayMs),
      });
      const outcome = await clock.settle(
        call.then(
          () => "done",
          (error: unknown) => error,
        ),
      );

      expect(started).toBeLessThanOrEqual(limits.maxRetries + 1);
      expect(delays.length).toBeGreaterThanOrEqual(started - 1);
      for (const delay of delays) {
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(limits.maxDelayMs);
      }
      expect(clock.now()).toBeLessThanOrEqual(limits.totalTimeoutMs ?? Infinity);
      expect(clock.now()).toBeLessThanOrEqual(abortAtMs ?? Infinity);
      expect(signal.listeners).toBe(0);
      if (outcome instanceof RetryExhaustedError) expect(started).toBe(limits.maxRetries + 1);
      if (outcome instanceof RetryDeadlineError) expect(limits.totalTimeoutMs).toBeDefined();
      if (outcome === "abort") expect(clock.now()).toBe(abortAtMs);
      const known =
        outcome === "done" ||
        outcome === "abort" ||
        outcome instanceof RetryExhaustedError ||
        outcome instanceof RetryDeadlineError ||
        (outcome instanceof Error && outcome.message === "final");
      expect(known).toBe(true);

      // What remains on the clock belongs to the plan: the abort, and slow work that was given up.
      const own = abortAtMs !== undefined && !signal.aborted ? 1 : 0;
      expect(clock.pendingTimers).toBeLessThanOrEqual(own + running);
    }),
    { numRuns: 300 },
  );
});
