import { get } from "./thrown.ts";
import type { ErrorRecord } from "./types.ts";

export type ErrorListener = (record: ErrorRecord) => void;

/** The callbacks of `onError`. One that throws or rejects reaches neither the caller nor the others. */
export class Listeners {
  readonly #listeners: Set<{ readonly call: ErrorListener }> = new Set();
  readonly #failed: (record: ErrorRecord, name: string) => void;
  #telling = false;

  constructor(failed: (record: ErrorRecord, name: string) => void) {
    this.#failed = failed;
  }

  /** Returns the function that removes it again. */
  add(call: ErrorListener): () => void {
    const entry = { call };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  /** Errors logged by a callback are not told in turn: a callback that always fails would never return. */
  tell(record: ErrorRecord): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (const { call } of Array.from(this.#listeners)) this.#callOne(call, record);
    } finally {
      this.#telling = false;
    }
  }

  #callOne(call: ErrorListener, record: ErrorRecord): void {
    const failed = (error: unknown): void => {
      const name = get(error, "name");
      this.#failed(record, typeof name === "string" ? name : typeof error);
    };
    try {
      const result: unknown = call(record);
      // An async callback is assignable here, and its rejection would end the process.
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
