import { describeValue } from "./problems.ts";

/** A callback for errors that cannot make another error. */
export function guarded(onError: (error: unknown) => unknown): (error: unknown) => void {
  return (thrown) => {
    try {
      const result = onError(thrown);
      if (result instanceof Promise) result.catch(() => undefined);
    } catch {
      // There is nobody left to tell.
    }
  };
}

/** Callbacks. One that throws or rejects reaches neither the caller nor the others. */
export class Listeners<E> {
  readonly #callbacks = new Set<{ readonly call: (event: E) => unknown }>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Returns the function that removes it again. Throws a `TypeError` for what is no function. */
  add(call: (event: E) => unknown): () => void {
    if (typeof call !== "function") {
      throw new TypeError(`A callback must be a function, received ${describeValue(call)}`);
    }
    const entry = { call };
    this.#callbacks.add(entry);
    return () => void this.#callbacks.delete(entry);
  }

  tell(event: E): void {
    for (const { call } of Array.from(this.#callbacks)) {
      try {
        const result = call(event);
        if (result instanceof Promise) result.catch(this.#onError);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
