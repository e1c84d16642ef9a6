import fc from "fast-check";
import { expect, test, vi } from "vitest";
import {
  type Breaker,
  type BreakerFunction,
  consecutiveFailures,
  createBreaker,
  failureRateOverTime,
  type TripPolicy,
} from "../src/index.ts";
import { createManualClock, type ManualClock } from "../src/testing.ts";

/** Functions as nobody should write them; what they do to the breaker, they do while it runs them. */
const FUNCTIONS: Readonly<Record<string, (breaker: Breaker) => BreakerFunction<unknown>>> = {
  value: () => () => 1,
  later: () => () => Promise.resolve(1),
  never: () => () => new Promise(() => {}),
  // oxlint-disable-next-line unicorn/no-thenable
  "stays silent": () => () => ({ then() {} }),
  "throws undefined": () => () => {
    throw undefined;
  },
  "rejects null": () => () => Promise.reject(null),
  "settles twice": () => () => ({
    // oxlint-disable-next-line unicorn/no-thenable
    then(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
      resolve(1);
      reject(new Error("again"));
      throw new Error("and again");
    },
  }),
  "cannot be looked at": () => () =>
    new Proxy(
      {},
      {
        get() {
          throw new Error("no");
        },
      },
    ),
  resets: (breaker) => () => breaker.reset(),
  isolates: (breaker) => () => breaker.isolate(),
  restores: (breaker) => () => breaker.restore(breaker.snapshot()),
  "calls itself": (breaker) => () => breaker.call(() => 1),
  "calls itself on abort": (breaker) => (context) =>
    new Promise((_, reject) => {
      context.signal.addEventListener("abort", () => {
        breaker.call(() => 1).catch(() => {});
        reject(new Error("aborted"));
      });
    }),
};

/** Throws now and then, and so does whatever else the breaker is given. */
const moody = (moods: () => boolean): TripPolicy => ({
  kind: "moody",
  start: () => ({
    record() {
      if (moods()) throw new Error("moody");
    },
    save: () => ({}),
  }),
});

const PLACES = 3;
const step = fc.oneof(
  fc.record({
    fn: fc.constantFrom(...Object.keys(FUNCTIONS)),
    abort: fc.constantFrom("never", "before", "at once"),
    fallback: fc.constantFrom("none", "value", "throws"),
  }),
  fc.record({ advance: fc.integer({ min: 0, max: 120 }) }),
  fc.constantFrom("reset" as const, "isolate" as const, "listen" as const),
);

interface Scene {
  readonly clock: ManualClock;
  readonly breaker: Breaker;
  readonly tokens: { readonly started: Set<number>; readonly ended: number[] };
}

function scene(moods: readonly boolean[]): Scene {
  let asked = 0;
  const mood = (): boolean => moods[asked++ % moods.length] === true;
  const clock = createManualClock();
  const tokens = { started: new Set<number>(), ended: [] as number[] };
  const breaker = createBreaker({
    clock,
    timeoutMs: 50,
    recoveryTimeoutMs: { baseMs: 100, jitter: 0.5 },
    halfOpenMaxRequests: 2,
    trip: [moody(mood), consecutiveFailures(3), failureRateOverTime({ minimumCalls: 4, windowMs: 1_000 })],
    maxConcurrent: PLACES,
    maxQueued: 2,
    random: () => (mood() ? Number.NaN : 0.5),
    isFailure() {
      if (mood()) throw new Error("moody");
      return !mood();
    },
    hooks: {
      onCallStart() {
        tokens.started.add(tokens.started.size);
        return tokens.started.size - 1;
      },
      onCallEnd(_end, started) {
        tokens.ended.push(started as number);
        if (mood()) throw new Error("moody");
      },
    },
  });
  return { clock, breaker, tokens };
}

test("whatever is called, and whatever callbacks do, each call settles once and gives its place back", async () => {
  vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
      async (steps, moods) => {
        const { clock, breaker, tokens } = scene(moods);
        const calls: Promise<unknown>[] = [];
        for (const each of steps) {
          if (each === "reset" || each === "isolate") breaker[each]();
          else if (each === "listen") {
            breaker.on("stateChange", () => void breaker.call(() => 1).catch(() => {}));
          } else if ("advance" in each) clock.advance(each.advance);
          else {
            const controller = new AbortController();
            if (each.abort === "before") controller.abort("before");
            const fn = FUNCTIONS[each.fn]?.(breaker) ?? (() => 1);
            const fallback = (): string => {
              if (each.fallback === "throws") throw new Error("fallback");
              return "instead";
            };
            calls.push(
              breaker.call(fn, {
                signal: controller.signal,
                ...(each.fallback !== "none" && { fallback }),
              }),
            );
            if (each.abort === "at once") controller.abort("at once");
          }
          await Promise.resolve();
        }
        const settled = Promise.allSettled(calls);
        // What waited for a place begins as others time out, so that some need a second round.
        for (let round = 0; round < 12; round += 1) {
          clock.advance(50);
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect(await settled).toHaveLength(calls.length);
        expect(tokens.ended.toSorted((a, b) => a - b)).toEqual([...tokens.started]);
        breaker.reset();
        // A listener may have called it just now.
        await new Promise((resolve) => setImmediate(resolve));
        const permits = Array.from({ length: PLACES + 1 }, () => breaker.tryAcquire());
        expect(permits.map(({ ok }) => ok)).toEqual([true, true, true, false]);
      },
    ),
    { numRuns: 150 },
  );
});
