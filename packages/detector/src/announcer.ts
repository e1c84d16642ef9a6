import { describeValue } from "./options-error.ts";

/**
 * Tells listeners of one kind of event. A listener that throws or rejects harms nobody else.
 * A listener may cause further events: they are told after the running one, so that everybody
 * sees them in the order in which they happened.
 */
export class Announcer {
  readonly #onError: (error: unknown) => void;
  readonly #queue: (() => unknown)[] = [];
  #telling = false;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add<E>(listeners: Iterable<Listener<E>>, event: E): void {
    for (const listener of listeners) this.#queue.push(() => listener.tell(event));
  }

  /** Tells everything that was added. */
  tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    for (let call = this.#queue.shift(); call; call = this.#queue.shift()) this.#run(call);
    this.#telling = false;
  }

  #run(call: () => unknown): void {
    try {
      const result = call();
      // An async listener returns a promise, whatever its type says.
      if (result instanceof Promise) result.catch((error: unknown) => this.#report(error));
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    try {
      this.#onError(error);
    } catch {
      // Nobody is left to tell.
    }
  }
}

/** One subscription: the same callback may be subscribed more than once. */
export interface Listener<E> {
  tell(event: E): unknown;
}

/** Adds the callback; the returned function takes it out again, also from events under way. */
export function subscribe<E>(listeners: Set<Listener<E>>, callback: (event: E) => unknown): () => void {
  if (typeof callback !== "function") {
    throw new TypeError(`A callback must be a function, received ${describeValue(callback)}`);
  }
  const listener: Listener<E> = {
    tell: (event) => (listeners.has(listener) ? callback(event) : undefined),
  };
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
