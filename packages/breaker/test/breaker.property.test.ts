import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Breaker, createBreaker, type StateChange } from "../src/index.ts";
import { createManualClock, type ManualClock } from "../src/testing.ts";
import { Model, type ModelOptions } from "./model.ts";
import { boom, type Held, held } from "./support.ts";

const TICK_MS = 10;

const options: fc.Arbitrary<ModelOptions> = fc.record({
  failureThreshold: fc.integer({ min: 1, max: 4 }),
  recoveryTimeoutMs: fc.constantFrom(0, 30, 100),
  halfOpenMaxRequests: fc.integer({ min: 1, max: 3 }),
  successThreshold: fc.integer({ min: 1, max: 4 }),
  timeoutMs: fc.constantFrom(50, 200, false as const),
});

type Action =
  | { kind: "call" | "reset" | "isolate" }
  | { kind: "success" | "failure" | "abort"; pick: number }
  | { kind: "wait"; ticks: number };

const pick = fc.nat(20);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Action>({ kind: "call" }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("success" as const), pick }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("failure" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("abort" as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), ticks: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Action>({ kind: "reset" }, { kind: "isolate" }) },
);

interface Call {
  readonly held: Held;
  readonly caller: AbortController;
  readonly episode: NonNullable<ReturnType<Model["call"]>>;
  readonly startedAt: number;
}

/** Plays one schedule on the breaker and on the model. */
class Play {
  readonly clock: ManualClock = createManualClock();
  readonly model: Model;
  readonly breaker: Breaker;
  readonly changes: StateChange[] = [];
  readonly #options: ModelOptions;
  #running: Call[] = [];

  constructor(modelOptions: ModelOptions) {
    this.#options = modelOptions;
    this.model = new Model(modelOptions);
    this.breaker = createBreaker({ ...modelOptions, clock: this.clock });
    this.breaker.on("stateChange", (change) => this.changes.push(change));
  }

  async step(next: Action): Promise<void> {
    if (next.kind === "call") this.#call();
    else if (next.kind === "reset") {
      this.breaker.reset();
      this.model.reset(this.clock.now());
    } else if (next.kind === "isolate") {
      this.breaker.isolate();
      this.model.isolate(this.clock.now());
    } else if ("ticks" in next) {
      for (let i = 0; i < next.ticks; i += 1) await this.#tick();
    } else if ("pick" in next) this.#end(next.kind, next.pick);
    await vi.advanceTimersByTimeAsync(0);
  }

  #call(): void {
    const now = this.clock.now();
    const episode = this.model.call(now);
    const call = { held: held(), caller: new AbortController(), startedAt: now };
    const called = vi.fn(call.held.fn);
    this.breaker.call(called, { signal: call.caller.signal }).catch(() => {});
    expect(called).toHaveBeenCalledTimes(episode === undefined ? 0 : 1);
    if (episode !== undefined) this.#running.push({ ...call, episode });
  }

  #end(kind: "success" | "failure" | "abort", choice: number): void {
    const call = this.#running[choice % Math.max(1, this.#running.length)];
    if (call === undefined) return;
    this.#running = this.#running.filter((each) => each !== call);
    if (kind === "success") call.held.resolve("done");
    else if (kind === "failure") call.held.reject(boom);
    else call.caller.abort("left");
    this.model.end(call.episode, kind === "abort" ? "nothing" : kind, this.clock.now());
  }

  async #tick(): Promise<void> {
    this.clock.advance(TICK_MS);
    await vi.advanceTimersByTimeAsync(TICK_MS);
    const now = this.clock.now();
    const late = (call: Call): boolean =>
      this.#options.timeoutMs !== false && now - call.startedAt >= this.#options.timeoutMs;
    for (const call of this.#running.filter(late)) this.model.end(call.episode, "timeout", now);
    this.#running = this.#running.filter((call) => !late(call));
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("the breaker agrees with the model on every schedule", async () => {
  const schedules = fc.asyncProperty(
    options,
    fc.array(action, { maxLength: 80 }),
    async (chosen, actions) => {
      const play = new Play(chosen);
      for (const next of actions) {
        await play.step(next);
        const now = play.clock.now();
        expect(play.breaker.snapshot()).toMatchObject({
          state: play.model.state(now),
          consecutiveFailures: play.model.consecutiveFailures(),
          retryAfterMs: play.model.retryAfterMs(now),
          totals: play.model.totals,
        });
        expect(play.model.probes()).toBeLessThanOrEqual(chosen.halfOpenMaxRequests);
      }
      let at = "closed";
      for (const { from, to } of play.changes) {
        expect(from).toBe(at);
        expect(to).not.toBe(from);
        at = to;
      }
      vi.clearAllTimers();
    },
  );
  await fc.assert(schedules, { numRuns: 1000 });
});
