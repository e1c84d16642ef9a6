import { closed } from "./closed.ts";
import { createEngine, type Engine } from "./engine.ts";
import { BreakerIsolatedError, BreakerOpenError } from "./errors.ts";
import { type StateChangeListener, StateChanges } from "./events.ts";
import { report } from "./guard.ts";
import { Invocation } from "./invocation.ts";
import type { BreakerOptions, Settings } from "./options.ts";
import { admit, consecutiveFailures, isolate, reset, retryAfterAt, settle, stateAt } from "./policy.ts";
import { policyOf, settingsOf } from "./settings.ts";
import type { BreakerState, Outcome, Policy, State, Step } from "./states.ts";
import { Tally } from "./tally.ts";
import type { Breaker, BreakerFunction, BreakerSnapshot, CallOptions } from "./types.ts";

/** Makes a closed breaker. Throws a {@link BreakerOptionsError} that names every bad option. */
export function createBreaker(options: BreakerOptions = {}): Breaker {
  return new CircuitBreaker(settingsOf(options));
}

/** Asks the policy, runs the engine, reports the result to the policy. */
class CircuitBreaker implements Breaker {
  readonly #settings: Settings;
  readonly #policy: Policy;
  readonly #engine: Engine;
  readonly #tally = new Tally();
  readonly #changes = new StateChanges();
  #state: State = closed(0);

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#policy = policyOf(settings);
    this.#engine = createEngine(settings.name, settings.timeoutMs);
  }

  get name(): string {
    return this.#settings.name;
  }

  get state(): BreakerState {
    return stateAt(this.#state, this.#now());
  }

  async call<T>(fn: BreakerFunction<T>, options: CallOptions = {}): Promise<T> {
    const caller = callerSignal(fn, options);
    caller?.throwIfAborted();
    const generation = this.#admit();
    const invocation = new Invocation(fn, caller, this.#settings);
    let value: T;
    try {
      value = (await this.#engine.run(invocation)) as T;
    } catch (error) {
      const { outcome, reason } = this.#judge(invocation, error);
      this.#settle(generation, outcome);
      throw reason;
    }
    this.#tally.success();
    this.#settle(generation, "success");
    return value;
  }

  snapshot(): BreakerSnapshot {
    const now = this.#now();
    const lastFailure = this.#tally.lastFailure(now);
    return {
      name: this.name,
      state: stateAt(this.#state, now),
      consecutiveFailures: consecutiveFailures(this.#state),
      retryAfterMs: retryAfterAt(this.#state, now),
      totals: this.#tally.totals(),
      ...(lastFailure && { lastFailure }),
    };
  }

  reset(): void {
    this.#enter(reset(this.#state));
  }

  isolate(): void {
    this.#enter(isolate(this.#state));
  }

  on(event: "stateChange", listener: StateChangeListener): () => void {
    return this.#changes.on(event, listener);
  }

  /** The generation that the call belongs to; throws when there is no leave to make it. */
  #admit(): number {
    const admission = admit(this.#policy, this.#state, this.#now());
    if (!admission.admitted) {
      this.#tally.rejected();
      if (admission.state.kind === "isolated") throw new BreakerIsolatedError(this.name);
      const state = admission.state.kind === "half-open" ? "half-open" : "open";
      throw new BreakerOpenError(this.name, admission.retryAfterMs, state);
    }
    this.#enter(admission);
    // A listener may have isolated or reset the breaker just now; then the leave is void.
    return admission.state.generation === this.#state.generation ? this.#state.generation : this.#admit();
  }

  /** Counts what ended the call, and picks the error that its caller gets. */
  #judge(invocation: Invocation, error: unknown): { outcome: Outcome; reason: unknown } {
    const { interruption } = invocation;
    if (interruption?.kind === "abort") return { outcome: "nothing", reason: interruption.reason };
    if (interruption?.kind === "timeout") {
      this.#tally.timeout(interruption.reason, this.#now());
      return { outcome: "failure", reason: interruption.reason };
    }
    if (!this.#isFailure(error)) {
      this.#tally.success();
      return { outcome: "success", reason: error };
    }
    this.#tally.failure(error, this.#now());
    return { outcome: "failure", reason: error };
  }

  #isFailure(error: unknown): boolean {
    const { isFailure } = this.#settings;
    try {
      return isFailure(error);
    } catch (thrown) {
      report("isFailure", isFailure, thrown);
      return true;
    }
  }

  #settle(generation: number, outcome: Outcome): void {
    this.#enter(settle(this.#policy, this.#state, generation, outcome, this.#now()));
  }

  #enter(step: Step): void {
    const from = this.#state.kind;
    this.#state = step.state;
    if (step.reason === undefined) return;
    const to = step.state.kind;
    if (to === "open" || to === "isolated") this.#engine.open();
    else this.#engine.close();
    this.#changes.emit({ name: this.name, from, to, reason: step.reason });
  }

  #now(): number {
    return this.#settings.clock.now();
  }
}

function callerSignal(fn: unknown, options: CallOptions): AbortSignal | undefined {
  if (typeof fn !== "function") throw new TypeError(`A breaker calls a function, received ${typeof fn}`);
  const { signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`The option signal must be an AbortSignal, received ${typeof signal}`);
  }
  return signal;
}
