import fc from "fast-check";
import { expect, test, vi } from "vitest";
import {
  type Breaker,
  type BreakerOptions,
  consecutiveFailures,
  createBreaker,
  failureRate,
  failureRateOverTime,
  type Permit,
  slowCalls,
  type StateChange,
  type TripPolicy,
} from "../src/index.ts";
import { createManualClock, type ManualClock } from "../src/testing.ts";
import { type Episode, Model, type ModelOptions, type ModelTrip } from "./model.ts";
import { boom, type Held, held } from "./support.ts";

const TICK_MS = 10;

const rate = { percent: fc.constantFrom(30, 50, 100), lastCalls: fc.integer({ min: 4, max: 8 }) };
const minimumCalls = fc.integer({ min: 1, max: 4 });
const tripOf: Readonly<Record<ModelTrip["kind"], fc.Arbitrary<ModelTrip>>> = {
  "consecutive-failures": fc.record({
    kind: fc.constant("consecutive-failures" as const),
    failures: fc.integer({ min: 1, max: 4 }),
  }),
  "failure-rate": fc.record({ kind: fc.constant("failure-rate" as const), ...rate, minimumCalls }),
  "failure-rate-over-time": fc.record({
    kind: fc.constant("failure-rate-over-time" as const),
    percent: rate.percent,
    windowMs: fc.constantFrom(100, 400),
    minimumCalls,
  }),
  "slow-calls": fc.record({
    kind: fc.constant("slow-calls" as const),
    slowerThanMs: fc.constantFrom(15, 40),
    ...rate,
    minimumCalls,
  }),
};

function optionsWith(trips: fc.Arbitrary<readonly ModelTrip[]>): fc.Arbitrary<ModelOptions> {
  return fc.record({
    trips,
    baseMs: fc.constantFrom(0, 30, 100),
    factor: fc.constantFrom(1, 2),
    maxMs: fc.constant(250),
    resetAfterMs: fc.constantFrom(0, 60, 1_000),
    halfOpenMaxRequests: fc.integer({ min: 1, max: 3 }),
    successThreshold: fc.integer({ min: 1, max: 4 }),
    timeoutMs: fc.constantFrom(50, 200, false as const),
    probeTimeoutMs: fc.constantFrom(40, 70, 300),
    rampUpMs: fc.constantFrom(0, 100),
  });
}

type Action =
  | { kind: "call" | "permit" | "reset" | "isolate" | "restore" }
  | { kind: "success" | "failure" | "nothing"; pick: number }
  | { kind: "wait"; ticks: number };

const pick = fc.nat(20);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Action>({ kind: "call" }) },
  { weight: 3, arbitrary: fc.constant<Action>({ kind: "permit" }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("success" as const), pick }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("failure" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("nothing" as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), ticks: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Action>({ kind: "reset" }, { kind: "isolate" }) },
);

interface Running {
  readonly end: (how: "success" | "failure" | "nothing") => void;
  readonly episode: Episode;
  readonly startedAt: number;
}

/** Plays one schedule on the breaker and on the model. */
class Play {
  readonly clock: ManualClock = createManualClock();
  readonly model: Model;
  readonly breaker: Breaker;
  readonly changes: StateChange[] = [];
  readonly #options: ModelOptions;
  #running: Running[] = [];

  constructor(options: ModelOptions) {
    const { trips, baseMs, factor, maxMs, resetAfterMs, ...shared } = options;
    this.#options = options;
    this.model = new Model(options);
    this.breaker = createBreaker({
      ...shared,
      trip: trips.map(policyOf),
      recoveryTimeoutMs: { baseMs, factor, maxMs, resetAfterMs },
      clock: this.clock,
    } satisfies BreakerOptions);
    this.breaker.on("stateChange", (change) => this.changes.push(change));
  }

  async step(next: Action): Promise<void> {
    if (next.kind === "call") this.#call();
    else if (next.kind === "permit") this.#permit();
    else if (next.kind === "reset") {
      this.breaker.reset();
      this.model.reset(this.clock.now());
    } else if (next.kind === "isolate") {
      this.breaker.isolate();
      this.model.isolate(this.clock.now());
    } else if ("ticks" in next) {
      for (let i = 0; i < next.ticks; i += 1) this.#tick();
    } else if ("pick" in next) this.#end(next.kind, next.pick);
    // Promises that were settled reach the breaker in a few microtasks.
    for (let i = 0; i < 6; i += 1) await Promise.resolve();
  }

  #call(): void {
    const now = this.clock.now();
    const episode = this.model.call(now);
    const call: Held = held();
    const caller = new AbortController();
    const called = vi.fn(call.fn);
    this.breaker.call(called, { signal: caller.signal }).catch(() => {});
    expect(called).toHaveBeenCalledTimes(episode === undefined ? 0 : 1);
    if (episode === undefined) return;
    const end: Running["end"] = (how) => {
      if (how === "success") call.resolve("done");
      else if (how === "failure") call.reject(boom);
      else caller.abort("left");
    };
    this.#running.push({ end, episode, startedAt: now });
  }

  #permit(): void {
    const now = this.clock.now();
    const episode = this.model.call(now);
    const acquired = this.breaker.tryAcquire();
    expect(acquired.ok).toBe(episode !== undefined);
    if (!acquired.ok || episode === undefined) return;
    const { permit }: { permit: Permit } = acquired;
    const end: Running["end"] = (how) => {
      const counted =
        how === "success" ? permit.success() : how === "failure" ? permit.failure(boom) : permit.ignore();
      expect([counted, permit.success()]).toEqual([true, false]);
    };
    this.#running.push({ end, episode, startedAt: now });
  }

  #end(how: "success" | "failure" | "nothing", choice: number): void {
    const running = this.#running[choice % Math.max(1, this.#running.length)];
    if (running === undefined) return;
    this.#running = this.#running.filter((each) => each !== running);
    running.end(how);
    this.model.end(running.episode, how, running.startedAt, this.clock.now());
  }

  #tick(): void {
    this.clock.advance(TICK_MS);
    const now = this.clock.now();
    const late = ({ startedAt }: Running): boolean =>
      this.#options.timeoutMs !== false && now - startedAt >= this.#options.timeoutMs;
    for (const { episode, startedAt } of this.#running.filter(late))
      this.model.end(episode, "timeout", startedAt, now);
    this.#running = this.#running.filter((running) => !late(running));
  }
}

function policyOf(trip: ModelTrip): TripPolicy {
  if (trip.kind === "consecutive-failures") return consecutiveFailures(trip.failures);
  const { kind, ...options } = trip;
  if (kind === "failure-rate") return failureRate(options);
  return "slowerThanMs" in options ? slowCalls(options) : failureRateOverTime(options);
}

async function agree(options: ModelOptions, actions: readonly Action[]): Promise<void> {
  const play = new Play(options);
  for (const next of actions) {
    await play.step(next);
    const now = play.clock.now();
    expect(play.breaker.snapshot()).toMatchObject({
      state: play.model.state(now),
      retryAfterMs: play.model.retryAfterMs(now),
      consecutiveFailures: play.model.consecutiveFailures(),
      totals: play.model.totals,
    });
    expect(play.model.probes()).toBeLessThanOrEqual(options.halfOpenMaxRequests);
  }
  let at = "closed";
  for (const { from, to, reason, trip } of play.changes) {
    expect(from).toBe(at);
    expect(to).not.toBe(from);
    expect(trip !== undefined).toBe(reason === "tripped");
    at = to;
  }
  const lastTrip = play.changes.findLast(({ trip }) => trip !== undefined)?.trip;
  if (play.model.lastTrip === undefined) expect(lastTrip).toBe(undefined);
  else expect(lastTrip).toMatchObject(play.model.lastTrip);
}

const kinds = Object.keys(tripOf) as ModelTrip["kind"][];
const schedule = fc.array(action, { maxLength: 80 });

test.each(kinds)("the breaker agrees with the model on every schedule: %s", async (kind) => {
  const options = optionsWith(tripOf[kind].map((trip) => [trip]));
  await fc.assert(fc.asyncProperty(options, schedule, agree), { numRuns: 300 });
});

test("the breaker agrees with the model on every schedule: several policies together", async () => {
  const options = optionsWith(fc.array(fc.oneof(...Object.values(tripOf)), { minLength: 2, maxLength: 3 }));
  await fc.assert(fc.asyncProperty(options, schedule, agree), { numRuns: 300 });
});
