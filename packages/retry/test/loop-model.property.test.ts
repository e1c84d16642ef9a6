import fc from "fast-check";
import { expect, test } from "vitest";
import {
  backoffDelayMs,
  createQuotaBudget,
  retry,
  type BackoffStrategy,
  type GiveUpEvent,
} from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";

/** What one attempt does, after `takesMs`: 0 means at once, without a turn of the clock. */
interface Step {
  readonly does: "succeed" | "fail" | "ask" | "refuse" | "final";
  readonly takesMs: number;
}

interface Plan {
  readonly steps: readonly Step[];
  readonly maxRetries: number;
  readonly strategy: BackoffStrategy;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly attemptTimeoutMs: number | undefined;
  readonly totalTimeoutMs: number | undefined;
  readonly abortAtMs: number | undefined;
  readonly capacity: number;
}

interface Outcome {
  readonly end: string;
  readonly atMs: number;
  readonly attempts: number;
  readonly delays: readonly number[];
  readonly budgetLeft: number;
}

const askedMs = 700;
const limit = (max: number): fc.Arbitrary<number | undefined> =>
  fc.option(fc.integer({ min: 1, max }), { nil: undefined });

const plans: fc.Arbitrary<Plan> = fc.record({
  steps: fc.array(
    fc.record({
      does: fc.oneof(
        { weight: 1, arbitrary: fc.constant("succeed" as const) },
        { weight: 6, arbitrary: fc.constantFrom("fail" as const, "ask" as const, "refuse" as const) },
        { weight: 1, arbitrary: fc.constant("final" as const) },
      ),
      takesMs: fc.oneof(fc.constant(0), fc.nat({ max: 600 })),
    }),
    { minLength: 9, maxLength: 9 },
  ),
  maxRetries: fc.nat({ max: 7 }),
  strategy: fc.constantFrom<BackoffStrategy>("exponential", "linear", "constant", "fibonacci"),
  baseDelayMs: fc.nat({ max: 300 }),
  maxDelayMs: fc.nat({ max: 1500 }),
  attemptTimeoutMs: limit(600),
  totalTimeoutMs: limit(4000),
  abortAtMs: limit(4000),
  capacity: fc.integer({ min: 1, max: 100 }),
});

/** The rules, in the plainest words: no promises, no timers, time is a sum. */
function model(plan: Plan): Outcome {
  const { abortAtMs = Infinity, totalTimeoutMs = Infinity, attemptTimeoutMs = Infinity } = plan;
  const delays: number[] = [];
  let now = 0;
  let left = plan.capacity;
  let held = 0;
  for (let attempt = 1; ; attempt += 1) {
    const over = (end: string, atMs = now): Outcome => ({
      end,
      atMs,
      attempts: attempt,
      delays,
      budgetLeft: left,
    });
    const step = plan.steps[attempt - 1];
    if (step === undefined) throw new Error("the plan is too short");
    let does: Step["does"] | "time out" = step.does;
    if (step.takesMs > 0) {
      if (step.takesMs >= attemptTimeoutMs) does = "time out";
      const ends = now + Math.min(step.takesMs, attemptTimeoutMs);
      if (abortAtMs <= ends && abortAtMs <= totalTimeoutMs) return over("aborted", abortAtMs);
      if (totalTimeoutMs <= ends) return over("deadline", totalTimeoutMs);
      now = ends;
    }
    if (does === "succeed") {
      left = Math.min(plan.capacity, left + (held > 0 ? held : 1));
      return over("success");
    }
    if (does === "final") return over("not-retryable");
    if (attempt > plan.maxRetries) return over("exhausted");
    const backoff = { ...plan, jitter: "none" as const };
    const own = backoffDelayMs(backoff, attempt, () => 0);
    const delay = does === "ask" ? Math.max(own, Math.min(askedMs, plan.maxDelayMs)) : own;
    if (now + delay >= totalTimeoutMs) return over("deadline");
    if (left < 14) return over("budget");
    left -= 14;
    held = 14;
    delays.push(delay);
    if (abortAtMs <= now + delay) return over("aborted", abortAtMs);
    now += delay;
  }
}

async function run({ steps, abortAtMs, capacity, ...limits }: Plan): Promise<Outcome> {
  const clock = new FakeClock();
  const budget = createQuotaBudget({ capacity });
  const controller = new AbortController();
  const delays: number[] = [];
  let attempts = 0;
  let gaveUp: GiveUpEvent | undefined;
  if (abortAtMs !== undefined) clock.setTimer(() => controller.abort("abort"), abortAtMs);
  const fn = ({ attempt }: { attempt: number }): string | Promise<string> => {
    attempts += 1;
    const { does, takesMs } = steps[attempt - 1] ?? { does: "fail", takesMs: 0 };
    const finish = (): string => {
      if (does === "succeed" || does === "refuse") return does;
      throw Object.assign(new Error(does), {
        ...(does === "final" ? { retryable: false } : {}),
        ...(does === "ask" ? { retryAfterMs: askedMs } : {}),
      });
    };
    if (takesMs === 0) return finish();
    return new Promise<void>((resolve) => clock.setTimer(resolve, takesMs)).then(finish);
  };
  const call = retry(fn, {
    ...limits,
    jitter: "none",
    clock,
    budget,
    ...(abortAtMs === undefined ? {} : { signal: controller.signal }),
    shouldRetryResult: ({ result }) => result === "refuse",
    onRetry: ({ delayMs }) => delays.push(delayMs),
    onGiveUp: (event) => {
      gaveUp = event;
    },
  });
  const ended = await clock.settle(
    call.then(
      () => true,
      (error: unknown) => {
        expect(gaveUp?.error).toBe(error);
        return false;
      },
    ),
  );
  const end = ended ? "success" : (gaveUp?.reason ?? "not told");
  return { end, atMs: clock.now(), attempts, delays, budgetLeft: budget.left };
}

test("the loop does what the model says, in every step and at every moment", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const expected = model(plan);
      seen.add(expected.end);
      expect(await run(plan)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
  // A model that never reaches an end checks nothing about it.
  expect([...seen].sort()).toEqual([
    "aborted",
    "budget",
    "deadline",
    "exhausted",
    "not-retryable",
    "success",
  ]);
});
