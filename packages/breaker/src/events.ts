import { report } from "./guard.ts";
import type { BreakerState, StateChangeReason } from "./states.ts";

/** One change of state of one breaker. */
export interface StateChange {
  readonly name: string;
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly reason: StateChangeReason;
}

export type StateChangeListener = (change: StateChange) => void;

/** Hands changes to listeners, in order even when a listener causes the next change. */
export class StateChanges {
  readonly #listeners = new Set<{ readonly listener: StateChangeListener }>();
  readonly #queue: StateChange[] = [];
  #draining = false;

  on(event: "stateChange", listener: StateChangeListener): () => void {
    if (event !== "stateChange") {
      throw new TypeError(`Unknown event ${JSON.stringify(event)}: the only one is "stateChange"`);
    }
    if (typeof listener !== "function") {
      throw new TypeError(`A listener must be a function, received ${typeof listener}`);
    }
    // An entry of its own, so that a listener added twice is called twice and removed one by one.
    const entry = { listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  emit(change: StateChange): void {
    if (this.#listeners.size === 0) return;
    this.#queue.push(change);
    if (this.#draining) return;
    this.#draining = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      for (const { listener } of Array.from(this.#listeners)) notify(listener, next);
    }
    this.#draining = false;
  }
}

function notify(listener: StateChangeListener, change: StateChange): void {
  const failed = (error: unknown): void => report("A stateChange listener", listener, error);
  try {
    const result: unknown = listener(change);
    // An async listener hands back a promise, whose rejection would end the process.
    if (result instanceof Promise) result.catch(failed);
  } catch (error) {
    failed(error);
  }
}
