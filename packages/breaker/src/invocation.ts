import type { Task } from "./engine.ts";
import type { BreakerTimeoutError } from "./errors.ts";
import type { BreakerFunction, CallContext } from "./types.ts";

/** What ended a call before its function did. */
export type Interruption =
  | { readonly kind: "timeout"; readonly reason: BreakerTimeoutError }
  | { readonly kind: "abort"; readonly reason: unknown };

/** One call of a function, with an abort signal of its own. */
export class Invocation implements Task {
  readonly #fn: BreakerFunction<unknown>;
  readonly #caller: AbortSignal | undefined;
  readonly #timeoutError: () => BreakerTimeoutError;
  #controller: AbortController | undefined;
  #interruption: Interruption | undefined;
  #stopListening: (() => void) | undefined;

  constructor(
    fn: BreakerFunction<unknown>,
    caller: AbortSignal | undefined,
    timeoutError: () => BreakerTimeoutError,
  ) {
    this.#fn = fn;
    this.#caller = caller;
    this.#timeoutError = timeoutError;
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
    this.#interrupt({ kind: "timeout", reason: this.#timeoutError() });
  }

  /** Async, so that a synchronous throw and a plain value become a promise too. */
  async #invoke(): Promise<unknown> {
    const fn = this.#fn;
    return fn(this.#context());
  }

  /** The signal is made on first use, as most functions never ask for it; its own property survives a spread. */
  #context(): CallContext {
    const signal = (): AbortSignal => this.#signal();
    return {
      get signal() {
        return signal();
      },
    };
  }

  #signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#interruption !== undefined) this.#controller.abort(this.#interruption.reason);
    }
    return this.#controller.signal;
  }

  #interrupt(interruption: Interruption): void {
    this.#interruption = interruption;
    this.#stopListening?.();
    this.#controller?.abort(interruption.reason);
  }
}
