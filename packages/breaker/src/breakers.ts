import { CircuitBreaker } from "./breaker.ts";
import { Emitter } from "./emitter.ts";
import { BreakerLimitError, BreakerOptionsError } from "./errors.ts";
import type { BreakerEvents, BreakerListener } from "./events.ts";
import { Eviction } from "./eviction.ts";
import type { BreakersOptions } from "./options.ts";
import { OptionsByName, registryProblems } from "./options-by-name.ts";
import { snapshotProblems } from "./saved.ts";
import type { BreakerState } from "./states.ts";
import { systemClock } from "./system.ts";
import type {
  Acquired,
  AcquireOptions,
  Breaker,
  BreakerFunction,
  Breakers,
  BreakerSnapshot,
  CallOptions,
} from "./types.ts";

/** Makes an empty set of breakers. Throws a {@link BreakerOptionsError} that names every bad option, overrides included. */
export function createBreakers(options: BreakersOptions = {}): Breakers {
  return new BreakerRegistry(options);
}

class BreakerRegistry implements Breakers {
  readonly #options: OptionsByName;
  readonly #eviction: Eviction;
  readonly #breakers = new Map<string, CircuitBreaker>();
  readonly #emitter = new Emitter();

  constructor(options: BreakersOptions) {
    const problems = registryProblems(options);
    if (problems.length > 0) throw new BreakerOptionsError(problems);
    const { evictIdleMs, maxBreakers, clock } = options;
    this.#options = new OptionsByName(options);
    this.#eviction = new Eviction(clock ?? systemClock, evictIdleMs, maxBreakers);
  }

  call<T, F = never>(name: string, fn: BreakerFunction<T>, options?: CallOptions<F>): Promise<T | F> {
    let breaker: CircuitBreaker;
    try {
      breaker = this.#get(name);
    } catch (error) {
      return Promise.reject(error);
    }
    return breaker.call(fn, options);
  }

  tryAcquire(name: string, options?: AcquireOptions): Acquired {
    return this.#get(name).tryAcquire(options);
  }

  get(name: string): Breaker {
    return this.#get(name);
  }

  state(name: string): BreakerState | undefined {
    return this.#breakers.get(name)?.state;
  }

  snapshots(): BreakerSnapshot[] {
    return Array.from(this.#breakers.values(), (breaker) => breaker.snapshot());
  }

  restore(snapshots: readonly BreakerSnapshot[]): void {
    if (!Array.isArray(snapshots))
      throw new BreakerOptionsError(["snapshots: expected an array"], "snapshots");
    const problems = snapshots.flatMap((snapshot, index) => snapshotProblems(snapshot, `[${index}].`));
    if (problems.length > 0) throw new BreakerOptionsError(problems, "snapshots");
    for (const snapshot of snapshots) this.#get(snapshot.name).restore(snapshot);
  }

  names(): string[] {
    return [...this.#breakers.keys()];
  }

  has(name: string): boolean {
    return this.#breakers.has(name);
  }

  reset(name?: string): void {
    if (name !== undefined) return this.#breakers.get(name)?.reset();
    for (const breaker of this.#breakers.values()) breaker.reset();
  }

  isolate(name: string): void {
    this.#get(name).isolate();
  }

  delete(name: string): boolean {
    // Calls under way may still change the breaker's state; of a forgotten breaker nobody should hear.
    this.#breakers.get(name)?.forget();
    return this.#breakers.delete(name);
  }

  on<E extends keyof BreakerEvents>(event: E, listener: BreakerListener<E>): () => void {
    return this.#emitter.on(event, listener);
  }

  #get(name: string): CircuitBreaker {
    this.#eviction.sweep(this.#breakers, name, (idle) => this.delete(idle));
    const breaker = this.#breakers.get(name);
    if (breaker !== undefined) {
      this.#eviction.touch(breaker);
      return breaker;
    }
    return this.#add(name);
  }

  #add(name: string): CircuitBreaker {
    if (typeof name !== "string" || name === "") {
      throw new TypeError("The name of a breaker must be a string that is not empty");
    }
    if (!this.#eviction.makeRoom(this.#breakers, (idle) => this.delete(idle))) {
      throw new BreakerLimitError(name, this.#breakers.size);
    }
    const breaker = new CircuitBreaker(this.#options.settingsFor(name), this.#emitter);
    this.#breakers.set(name, breaker);
    return breaker;
  }
}
