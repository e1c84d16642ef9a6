import { Bulkhead } from "./bulkhead.ts";
import { callProblem, timeoutProblem } from "./call-problem.ts";
import { closed } from "./closed.ts";
import { type DeadlineQueue, deadlinesOf } from "./deadlines.ts";
import type { Emitter } from "./emitter.ts";
import { createEngine, type Engine } from "./engine.ts";
import {
  type BreakerError,
  BreakerIsolatedError,
  BreakerOpenError,
  BreakerOptionsError,
  BreakerTimeoutError,
  BulkheadFullError,
} from "./errors.ts";
import type { BreakerEvents, BreakerListener } from "./events.ts";
import { cover, refused } from "./fallback.ts";
import { ask } from "./guard.ts";
import { type Ending, type Host, Invocation } from "./invocation.ts";
import type { BreakerOptions } from "./options.ts";
import { HeldPermit, type PermitHost } from "./permit.ts";
import { admit, elapse, isolate, reset, settle, stateAt } from "./policy.ts";
import { Recorder } from "./recorder.ts";
import { restoreState, saveState, snapshotProblems } from "./saved.ts";
import { type Settings, settingsOf } from "./settings.ts";
import type { Admitted, BreakerState, Outcome, State, Step } from "./states.ts";
import type {
  Acquired,
  AcquireOptions,
  Breaker,
  BreakerFunction,
  BreakerSnapshot,
  CallOptions,
} from "./types.ts";
import { waitForPlace } from "./waiting.ts";

/** Makes a closed breaker. Throws a {@link BreakerOptionsError} that names every bad option. */
export function createBreaker(options: BreakerOptions = {}): Breaker {
  return new CircuitBreaker(settingsOf(options));
}

type AnyCallOptions = CallOptions<unknown> | undefined;

/** Asks the policy, runs the engine, reports the result to the policy. */
export class CircuitBreaker implements Breaker, Host {
  readonly name: string;
  readonly captureStacks: boolean;
  /** @internal Clock time of the latest call that came. */
  usedAt: number;
  /** @internal Calls and permits under way. */
  busy = 0;
  readonly #settings: Settings;
  readonly #deadlines: DeadlineQueue | undefined;
  readonly #engine: Engine;
  readonly #recorder: Recorder;
  readonly #bulkhead: Bulkhead | undefined;
  #state: State;

  constructor(settings: Settings, parent?: Emitter) {
    const { name, maxConcurrent, maxQueued } = settings;
    this.#settings = settings;
    this.name = name;
    this.captureStacks = settings.captureStacks;
    this.#deadlines = this.#deadlinesOf(settings.timeoutMs);
    this.#engine = createEngine(name);
    this.#recorder = new Recorder(settings, parent);
    this.#bulkhead = maxConcurrent === Infinity ? undefined : new Bulkhead(maxConcurrent, maxQueued);
    this.usedAt = settings.clock.now();
    this.#state = closed(settings.policy, 0, this.usedAt);
  }

  get state(): BreakerState {
    return stateAt(this.#settings.policy, this.#state, this.#now());
  }

  call<T, F = never>(fn: BreakerFunction<T>, options?: CallOptions<F>): Promise<T | F> {
    const problem = callProblem(fn, options);
    if (problem !== undefined) return Promise.reject(problem);
    if (options?.signal?.aborted === true) return Promise.reject(options.signal.reason);
    const started = this.#recorder.started();
    return this.#call(fn, options, started) as Promise<T | F>;
  }

  tryAcquire({ timeoutMs }: AcquireOptions = {}): Acquired {
    const problem = timeoutProblem(timeoutMs);
    if (problem !== undefined) throw problem;
    const { clock } = this.#settings;
    const deadlines = this.#deadlinesOf(timeoutMs);
    const started = this.#recorder.started();
    const now = this.#now();
    const admitted = this.#enter(now);
    if (typeof admitted !== "number") {
      this.#recorder.rejected(admitted, started);
      return { ok: false, error: admitted };
    }
    const permit = new HeldPermit(this.#permitEnded, admitted, now, deadlines, started);
    deadlines?.add(permit, clock, now);
    return { ok: true, permit };
  }

  snapshot(): BreakerSnapshot {
    const now = this.#now();
    const { tally } = this.#recorder;
    const lastFailure = tally.lastFailure(now);
    return {
      version: 1,
      name: this.name,
      ...saveState(this.#settings.policy, this.#state, now),
      totals: tally.totals(),
      ...(lastFailure && { lastFailure }),
    };
  }

  restore(snapshot: BreakerSnapshot): void {
    const problems = snapshotProblems(snapshot);
    if (problems.length > 0) throw new BreakerOptionsError(problems, "snapshot");
    const now = this.#now();
    // A policy of the user's own may throw at what was saved: before anything has changed.
    const state = restoreState(this.#settings.policy, snapshot, this.#state.generation + 1, now);
    this.#recorder.tally.restore(snapshot, now);
    this.#step(state.kind === this.#state.kind ? { state } : { state, reason: "restore" });
  }

  reset(): void {
    this.#step(reset(this.#settings.policy, this.#state, this.#now()));
  }

  isolate(): void {
    this.#step(isolate(this.#state, this.#now()));
  }

  on<E extends keyof BreakerEvents>(event: E, listener: BreakerListener<E>): () => void {
    return this.#recorder.emitter.on(event, listener);
  }

  /** @internal The set that made it hears no more. */
  forget(): void {
    this.#recorder.emitter.detach();
  }

  /** @internal */
  ended(call: Invocation, how: Ending, payload: unknown): void {
    const recorder = this.#recorder;
    const { started, startedAt } = call;
    if (how === "value") {
      const { isFailureResult } = this.#settings;
      const bad = isFailureResult !== undefined && ask("isFailureResult", isFailureResult, payload, true);
      const now = bad || this.#looksAtClock() ? this.#now() : startedAt;
      const durationMs = now - startedAt;
      if (bad) recorder.badResult(payload, durationMs, now, started);
      else recorder.success(durationMs, started);
      this.#leave(call, bad ? "failure" : "success", durationMs, now);
      call.resolve(payload);
      return;
    }
    const now = this.#now();
    const durationMs = now - startedAt;
    const { isFailure } = this.#settings;
    if (how === "abort") {
      recorder.ignored(durationMs, started);
      this.#leave(call, "nothing", durationMs, now);
      call.reject(payload);
    } else if (how === "error" && isFailure !== undefined && !ask("isFailure", isFailure, payload, true)) {
      recorder.excused(payload, durationMs, started);
      this.#leave(call, "success", durationMs, now);
      call.reject(payload);
    } else {
      if (how === "error") recorder.failure(payload, durationMs, now, started);
      else recorder.timeout(payload as BreakerTimeoutError, durationMs, now, started);
      this.#leave(call, "failure", durationMs, now);
      const covered = this.#cover(payload, call.options);
      if (covered === undefined) call.reject(payload);
      else call.resolve(covered);
    }
  }

  #call(fn: BreakerFunction<unknown>, options: AnyCallOptions, started: unknown): Promise<unknown> {
    const bulkhead = this.#bulkhead;
    if (bulkhead?.full !== true || !bulkhead.queues || !this.#letsThrough())
      return this.#run(fn, options, started);
    return waitForPlace(
      bulkhead,
      options?.signal,
      () => this.#run(fn, options, started),
      () => this.#recorder.ignored(0, started),
    );
  }

  #run(fn: BreakerFunction<unknown>, options: AnyCallOptions, started: unknown): Promise<unknown> {
    const now = this.#now();
    const admitted = this.#enter(now);
    if (typeof admitted !== "number") {
      this.#recorder.rejected(admitted, started);
      return this.#cover(admitted, options) ?? refused(admitted);
    }
    const deadlines = this.#deadlinesOf(options?.timeoutMs);
    const call = new Invocation(this, fn, options, deadlines, admitted, now, started);
    deadlines?.add(call, this.#settings.clock, now);
    return this.#engine.run(call);
  }

  /** Where a time limit is kept; the breaker's own where none is given. */
  #deadlinesOf(timeoutMs: number | false | undefined): DeadlineQueue | undefined {
    if (timeoutMs === undefined) return this.#deadlines;
    return timeoutMs === false ? undefined : deadlinesOf(this.#settings.clock, timeoutMs);
  }

  /** Mostly nobody asks how long a successful call took. */
  #looksAtClock(): boolean {
    return this.#settings.timed || this.#state.kind !== "closed" || this.#recorder.emitter.wants("success");
  }

  /** Whether the state lets calls through, or would if there were a place. */
  #letsThrough(): boolean {
    const { state } = this;
    return state === "closed" || state === "half-open";
  }

  /** Takes a place and the leave of the state, and returns its generation; or the error that says why there is none. */
  #enter(now: number): number | BreakerError {
    const { policy, maxConcurrent } = this.#settings;
    const bulkhead = this.#bulkhead;
    this.usedAt = now;
    this.#elapse(now);
    if (bulkhead?.full === true && this.#letsThrough()) {
      return new BulkheadFullError(this.name, maxConcurrent, this.captureStacks);
    }
    const before = this.#state;
    const admission = admit(policy, before, now);
    if (!admission.admitted) return this.#refusal(admission.retryAfterMs);
    if (admission.state !== before) {
      this.#step(admission);
      // A listener may have isolated or reset the breaker just now; then the leave is void.
      if (admission.state.generation !== this.#state.generation) return this.#enter(now);
    }
    bulkhead?.enter();
    this.busy += 1;
    return this.#state.generation;
  }

  #refusal(retryAfterMs: number): BreakerError {
    const { kind } = this.#state;
    if (kind === "isolated") return new BreakerIsolatedError(this.name, this.captureStacks);
    const state = kind === "closed" ? "ramping-up" : kind;
    return new BreakerOpenError(this.name, retryAfterMs, state, this.captureStacks);
  }

  readonly #permitEnded: PermitHost = (permit, how, error, given) => {
    const now = this.#now();
    const { startedAt, started, deadlines } = permit;
    const durationMs = given ?? now - startedAt;
    if (how === "success") this.#recorder.success(durationMs, started);
    else if (how === "failure") this.#recorder.failure(error, durationMs, now, started);
    else if (how === "ignored") this.#recorder.ignored(durationMs, started);
    else {
      const late = new BreakerTimeoutError(this.name, deadlines?.timeoutMs ?? 0, this.captureStacks);
      this.#recorder.timeout(late, durationMs, now, started);
    }
    const outcome = how === "success" ? how : how === "ignored" ? "nothing" : "failure";
    this.#leave(permit, outcome, durationMs, now);
  };

  /** Gives back the place and the leave. */
  #leave(call: Admitted, outcome: Outcome, durationMs: number, now: number): void {
    this.#elapse(now);
    const step = settle(this.#settings.policy, this.#state, call, outcome, durationMs, now);
    if (step !== undefined) this.#step(step);
    this.busy -= 1;
    this.#bulkhead?.leave();
  }

  #elapse(now: number): void {
    const step = elapse(this.#settings.policy, this.#state, now);
    if (step !== undefined) this.#step(step);
  }

  #cover(error: unknown, options: AnyCallOptions): Promise<unknown> | undefined {
    const fallback = options?.fallback ?? this.#settings.fallback;
    if (fallback === undefined) return undefined;
    return cover(fallback, options?.fallbackFor ?? this.#settings.fallbackFor, error, () =>
      this.#recorder.emitter.emit("fallback", { name: this.name, error }),
    );
  }

  #step({ state, reason, trip }: Step): void {
    const from = this.#state.kind;
    this.#state = state;
    if (reason === undefined) return;
    const to = state.kind;
    const shut = to === "open" || to === "isolated";
    if (shut) this.#engine.open();
    else this.#engine.close();
    this.#recorder.emitter.emit("stateChange", { name: this.name, from, to, reason, ...(trip && { trip }) });
    if (shut) this.#bulkhead?.flush();
  }

  #now(): number {
    return this.#settings.clock.now();
  }
}
