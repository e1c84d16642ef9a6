import { describe } from "./guard.ts";
import type { BreakerSnapshot, BreakerTotals, LastFailure } from "./types.ts";

const MAX_MESSAGE_LENGTH = 500;

/** What became of the calls, counted for whoever looks on. No decision rests on it. */
export class Tally {
  #successes = 0;
  #failures = 0;
  #timeouts = 0;
  #rejected = 0;
  #last: { readonly message: string; readonly at: number } | undefined;

  success(): void {
    this.#successes += 1;
  }

  /** Keeps the message only: the error may hold on to much more. */
  failure(error: unknown, at: number): void {
    this.#failures += 1;
    this.#last = { message: describe(error).slice(0, MAX_MESSAGE_LENGTH), at };
  }

  timeout(error: unknown, at: number): void {
    this.failure(error, at);
    this.#timeouts += 1;
  }

  rejected(): void {
    this.#rejected += 1;
  }

  totals(): BreakerTotals {
    return {
      successes: this.#successes,
      failures: this.#failures,
      timeouts: this.#timeouts,
      rejected: this.#rejected,
    };
  }

  lastFailure(now: number): LastFailure | undefined {
    return this.#last && { ...this.#last, agoMs: Math.round(now - this.#last.at) };
  }

  restore({ totals, lastFailure }: BreakerSnapshot, now: number): void {
    this.#successes = totals.successes;
    this.#failures = totals.failures;
    this.#timeouts = totals.timeouts;
    this.#rejected = totals.rejected;
    this.#last = lastFailure && { message: lastFailure.message, at: now - lastFailure.agoMs };
  }
}
