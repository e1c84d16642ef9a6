import fc from "fast-check";
import { expect, test } from "vitest";
import { hedge } from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";

interface Plan {
  /** How attempt n ends, and after how long. */
  readonly attempts: readonly { readonly fails: boolean; readonly takesMs: number }[];
  readonly delayMs: number;
  readonly maxHedges: number;
}

interface Outcome {
  /** The attempt that won; undefined if all failed. */
  readonly winner: number | undefined;
  readonly atMs: number;
  readonly startedAt: readonly number[];
}

const plans: fc.Arbitrary<Plan> = fc.record({
  attempts: fc.array(fc.record({ fails: fc.boolean(), takesMs: fc.integer({ min: 1, max: 300 }) }), {
    minLength: 6,
    maxLength: 6,
  }),
  delayMs: fc.nat({ max: 200 }),
  maxHedges: fc.nat({ max: 5 }),
});

/** A list of what will happen, worked off in order of time and, at the same time, of entry. */
function model({ attempts, delayMs, maxHedges }: Plan): Outcome {
  interface Coming {
    readonly atMs: number;
    readonly attempt: number | "delay";
  }
  let coming: Coming[] = [];
  const startedAt: number[] = [];
  let running = 0;
  let now = 0;
  const launch = (): void => {
    coming = coming.filter(({ attempt }) => attempt !== "delay");
    const left = maxHedges - startedAt.length;
    if (left > 0) coming.push({ atMs: now + delayMs, attempt: "delay" });
    startedAt.push(now);
    running += 1;
    coming.push({ atMs: now + (attempts[startedAt.length - 1]?.takesMs ?? 0), attempt: startedAt.length });
  };
  launch();
  for (;;) {
    const next = coming.reduce((first, each) => (each.atMs < first.atMs ? each : first));
    coming = coming.filter((each) => each !== next);
    now = next.atMs;
    if (next.attempt !== "delay") {
      running -= 1;
      if (attempts[next.attempt - 1]?.fails === false) return { winner: next.attempt, atMs: now, startedAt };
    }
    if (startedAt.length <= maxHedges) launch();
    if (running === 0) return { winner: undefined, atMs: now, startedAt };
  }
}

test("the first success wins, as the model says, and nothing is left behind", async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const clock = new FakeClock();
      const startedAt: number[] = [];
      const signals: AbortSignal[] = [];
      const call = hedge(
        ({ attempt, signal }) => {
          startedAt.push(clock.now());
          signals.push(signal);
          const { fails, takesMs } = plan.attempts[attempt - 1] ?? { fails: true, takesMs: 0 };
          return new Promise<number>((resolve, reject) => {
            const cancel = clock.setTimer(
              () => (fails ? reject(new Error("no")) : resolve(attempt)),
              takesMs,
            );
            signal.addEventListener("abort", cancel);
          });
        },
        { clock, delayMs: plan.delayMs, maxHedges: plan.maxHedges },
      );
      const winner = await clock.settle(call.catch(() => undefined));
      expect({ winner, atMs: clock.now(), startedAt }).toEqual(model(plan));
      expect(clock.pendingTimers).toBe(0);
      if (winner !== undefined) expect(signals[winner - 1]?.aborted).toBe(false);
    }),
    { numRuns: 500 },
  );
});
