import type { Clock } from "./types.ts";

type WindowState = { readonly kind: "open" } | { readonly kind: "ended"; readonly reason: unknown };

export interface WindowLimits {
  readonly signal: AbortSignal | undefined;
  readonly totalTimeoutMs: number | undefined;
  readonly clock: Clock;
}

type Settle<T> = (resolve: (value: T) => void, reject: (error: unknown) => void) => void;

/**
 * The time in which one call may run: until its signal aborts or its total time is over.
 * A call does one thing at a time, so one waiter, one listener and one timer serve all its attempts.
 */
export class CallWindow {
  /** False when nothing can end the window. */
  readonly limited: boolean;
  readonly #limits: WindowLimits;
  readonly #endsAt: number;
  readonly #onAbort: () => void;
  readonly #cancelTimer: (() => void) | undefined;
  #state: WindowState = { kind: "open" };
  #waiter: ((reason: unknown) => void) | undefined;

  /** @param deadlineError makes the reason to end with when the total time is over. */
  constructor(limits: WindowLimits, deadlineError: () => unknown) {
    const { signal, totalTimeoutMs, clock } = limits;
    this.#limits = limits;
    this.limited = signal !== undefined || totalTimeoutMs !== undefined;
    this.#onAbort = () => this.#end(signal?.reason);
    this.#endsAt = totalTimeoutMs === undefined ? Infinity : clock.now() + totalTimeoutMs;
    if (signal?.aborted === true) {
      this.#onAbort();
      return;
    }
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (totalTimeoutMs !== undefined) {
      this.#cancelTimer = clock.setTimer(() => this.#end(deadlineError()), totalTimeoutMs);
    }
  }

  get state(): WindowState {
    return this.#state;
  }

  /** Whether that much time is left. */
  fits(delayMs: number): boolean {
    return this.#endsAt === Infinity || this.#limits.clock.now() + delayMs < this.#endsAt;
  }

  /** Waits for what `start` begins; if the window ends first, rejects with the reason. */
  wait<T>(start: Settle<T>, onEnd?: (reason: unknown) => void): Promise<T> {
    if (this.#state.kind === "ended") return Promise.reject(this.#state.reason);
    return new Promise<T>((resolve, reject) => {
      const waiter = (reason: unknown): void => {
        reject(reason);
        onEnd?.(reason);
      };
      // A late result of something given up must not take the place of the one who waits now.
      const release = (): void => {
        if (this.#waiter === waiter) this.#waiter = undefined;
      };
      this.#waiter = waiter;
      start(
        (value) => {
          release();
          resolve(value);
        },
        (error) => {
          release();
          reject(error);
        },
      );
    });
  }

  /** Waits for `delayMs`, or rejects when the window ends. */
  async sleep(delayMs: number): Promise<void> {
    let cancel: (() => void) | undefined;
    await this.wait<void>(
      (resolve) => {
        cancel = this.#limits.clock.setTimer(() => resolve(), delayMs);
      },
      () => cancel?.(),
    );
  }

  /** Lets go of the signal and the timer. */
  close(): void {
    this.#limits.signal?.removeEventListener("abort", this.#onAbort);
    this.#cancelTimer?.();
  }

  #end(reason: unknown): void {
    if (this.#state.kind === "ended") return;
    this.#state = { kind: "ended", reason };
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.(reason);
  }
}
