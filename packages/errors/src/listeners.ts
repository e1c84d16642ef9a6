import { shown } from "./arguments.ts";
import { get } from "./thrown.ts";

/** Callbacks. One that throws or rejects reaches neither the caller nor the others. */
export class Listeners<T> {
  readonly #listeners: Set<{ readonly call: (value: T) => void }> = new Set();
  readonly #failed: (value: T, name: string) => void;
  #telling = false;

  constructor(failed: (value: T, name: string) => void) {
    this.#failed = failed;
  }

  /** Returns the function that removes it again. Throws a `TypeError` for what is no function. */
  add(call: (value: T) => void): () => void {
    if (typeof call !== "function")
      throw new TypeError(`A callback must be a function, received ${shown(call)}`);
    const entry = { call };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  /** What a callback causes is not told in turn: a callback that always fails would never return. */
  tell(value: T): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (const { call } of Array.from(this.#listeners)) this.#callOne(call, value);
    } finally {
      this.#telling = false;
    }
  }

  #callOne(call: (value: T) => void, value: T): void {
    const failed = (error: unknown): void => {
      const name = get(error, "name");
      this.#failed(value, typeof name === "string" ? name : typeof error);
    };
    try {
      const result: unknown = call(value);
      // An async callback is assignable here, and its rejection would end the process.
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
