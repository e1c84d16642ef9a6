import type { Task } from "./engine.ts";
import { BreakerTimeoutError } from "./errors.ts";
import type { BreakerFunction } from "./types.ts";

/** What ended a call before its function did. */
export type Interruption =
  | { readonly kind: "timeout"; readonly reason: BreakerTimeoutError }
  | { readonly kind: "abort"; readonly reason: unknown };

/** The time limit of a call, and the breaker that it is named after when it is exceeded. */
export interface Limit {
  readonly name: string;
  readonly timeoutMs: number | false;
}

/** One call of a function, with an abort signal of its own. */
export class Invocation implements Task {
  readonly #fn: BreakerFunction<unknown>;
  readonly #caller: AbortSignal | undefined;
  readonly #limit: Limit;
  readonly #controller = new AbortController();
  #interruption: Interruption | undefined;
  #stopListening: (() => void) | undefined;

  constructor(fn: BreakerFunction<unknown>, caller: AbortSignal | undefined, limit: Limit) {
    this.#fn = fn;
    this.#caller = caller;
    this.#limit = limit;
  }

  get interruption(): Interruption | undefined {
    return this.#interruption;
  }

  /** Settles with the function, or at once when the caller aborts. */
  start(): Promise<unknown> {
    const caller = this.#caller;
    if (caller === undefined) return this.#invoke();
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        reject(caller.reason);
        this.#interrupt({ kind: "abort", reason: caller.reason });
      };
      caller.addEventListener("abort", abort);
      this.#stopListening = () => caller.removeEventListener("abort", abort);
      this.#invoke().then(resolve, reject).finally(this.#stopListening);
    });
  }

  timedOut(): void {
    const { name, timeoutMs } = this.#limit;
    this.#interrupt({ kind: "timeout", reason: new BreakerTimeoutError(name, Number(timeoutMs)) });
  }

  /** A synchronous throw and a plain value become a promise too. An async method would take three ticks more. */
  #invoke(): Promise<unknown> {
    const fn = this.#fn;
    try {
      return Promise.resolve(fn({ signal: this.#controller.signal }));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #interrupt(interruption: Interruption): void {
    this.#interruption = interruption;
    this.#stopListening?.();
    this.#controller.abort(interruption.reason);
  }
}
