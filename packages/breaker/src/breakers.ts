import { createBreaker } from "./breaker.ts";
import { BreakerOptionsError } from "./errors.ts";
import { type StateChangeListener, StateChanges } from "./events.ts";
import type { BreakerOptions, BreakersOptions } from "./options.ts";
import { OPTION_NAMES, problemsOf } from "./settings.ts";
import type { BreakerState } from "./states.ts";
import type { Breaker, BreakerFunction, Breakers, BreakerSnapshot, CallOptions } from "./types.ts";

/** Makes an empty set of breakers. Throws a {@link BreakerOptionsError} that names every bad option, overrides included. */
export function createBreakers(options: BreakersOptions = {}): Breakers {
  return new BreakerRegistry(options);
}

interface Entry {
  readonly breaker: Breaker;
  readonly stopListening: () => void;
}

class BreakerRegistry implements Breakers {
  readonly #shared: BreakerOptions;
  readonly #overrides: ReadonlyMap<string, BreakerOptions>;
  readonly #entries = new Map<string, Entry>();
  readonly #changes = new StateChanges();

  constructor(options: BreakersOptions) {
    check(options);
    const { overrides = {}, ...shared } = options;
    this.#shared = shared;
    // A copy, so that neither later changes nor names like "constructor" find anything in it.
    this.#overrides = new Map(Object.entries(overrides).map(([name, own]) => [name, defined(own)]));
  }

  call<T>(name: string, fn: BreakerFunction<T>, options?: CallOptions): Promise<T> {
    try {
      return this.get(name).call(fn, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  get(name: string): Breaker {
    return (this.#entries.get(name) ?? this.#add(name)).breaker;
  }

  state(name: string): BreakerState | undefined {
    return this.#entries.get(name)?.breaker.state;
  }

  snapshots(): BreakerSnapshot[] {
    return Array.from(this.#entries.values(), ({ breaker }) => breaker.snapshot());
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  reset(name?: string): void {
    if (name !== undefined) return this.#entries.get(name)?.breaker.reset();
    for (const { breaker } of this.#entries.values()) breaker.reset();
  }

  isolate(name: string): void {
    this.get(name).isolate();
  }

  delete(name: string): boolean {
    // Calls under way may still change the breaker's state; of a forgotten breaker nobody should hear.
    this.#entries.get(name)?.stopListening();
    return this.#entries.delete(name);
  }

  on(event: "stateChange", listener: StateChangeListener): () => void {
    return this.#changes.on(event, listener);
  }

  #add(name: string): Entry {
    if (typeof name !== "string" || name === "") {
      throw new TypeError("The name of a breaker must be a string that is not empty");
    }
    const breaker = createBreaker({ ...this.#shared, ...this.#overrides.get(name), name });
    const stopListening = breaker.on("stateChange", (change) => this.#changes.emit(change));
    const entry = { breaker, stopListening };
    this.#entries.set(name, entry);
    return entry;
  }
}

function check(options: BreakersOptions): void {
  const own = OPTION_NAMES.filter((name) => name !== "name");
  const overrides: unknown = options?.overrides;
  const problems = problemsOf(options, [...own, "overrides"]);
  if (overrides !== undefined) {
    if (typeof overrides !== "object" || overrides === null) problems.push("overrides: expected an object");
    else
      for (const [name, value] of Object.entries(overrides))
        problems.push(...problemsOf(value, own, `overrides.${name}.`));
  }
  if (problems.length > 0) throw new BreakerOptionsError(problems);
}

/** Without the options that are undefined, which would hide the shared ones. */
function defined(options: BreakerOptions): BreakerOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
