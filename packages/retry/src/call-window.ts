import { setTimeLimit } from "./attempt.ts";
import type { Clock } from "./types.ts";

type WindowState = { readonly kind: "open" } | { readonly kind: "ended"; readonly reason: unknown };

const open: WindowState = { kind: "open" };

export interface WindowLimits {
  readonly signal: AbortSignal | undefined;
  readonly totalTimeoutMs: number | undefined;
  readonly clock: Clock;
}

/** Begins something; may return a function that gives it up. */
type Start<T> = (
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
) => (() => void) | undefined | void;

/**
 * The time in which one call may run: until its signal aborts or its total time is over.
 * A call does one thing at a time, so one waiter, one listener and one timer serve all its attempts.
 */
export class CallWindow {
  /** False when nothing can end the window. */
  readonly limited: boolean;
  readonly #limits: WindowLimits;
  readonly #endsAt: number;
  readonly #onAbort: (() => void) | undefined;
  readonly #cancelTimer: (() => void) | undefined;
  #state: WindowState = open;
  #waiter: ((reason: unknown) => void) | undefined;

  /** @param deadlineError makes the reason to end with when the total time is over. */
  constructor(limits: WindowLimits, deadlineError: () => unknown) {
    const { signal, totalTimeoutMs, clock } = limits;
    this.#limits = limits;
    this.limited = signal !== undefined || totalTimeoutMs !== undefined;
    this.#endsAt = totalTimeoutMs === undefined ? Infinity : clock.now() + totalTimeoutMs;
    if (signal !== undefined) {
      const onAbort = (): void => this.#end(signal.reason);
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener("abort", onAbort, { once: true });
      this.#onAbort = onAbort;
    }
    if (totalTimeoutMs !== undefined) {
      this.#cancelTimer = setTimeLimit(clock, () => this.#end(deadlineError()), totalTimeoutMs);
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
  wait<T>(start: Start<T>, onEnd?: (reason: unknown) => void): Promise<T> {
    if (this.#state.kind === "ended") return Promise.reject(this.#state.reason);
    // Nothing can end it: nobody has to be told, and the promise is all there is to wait for.
    if (!this.limited) return new Promise<T>((resolve, reject) => void start(resolve, reject));
    return new Promise<T>((resolve, reject) => {
      let giveUp: (() => void) | undefined | void;
      const waiter = (reason: unknown): void => {
        giveUp?.();
        reject(reason);
        onEnd?.(reason);
      };
      // A late result of something given up must not take the place of the one who waits now.
      const release = (): void => {
        if (this.#waiter === waiter) this.#waiter = undefined;
      };
      this.#waiter = waiter;
      giveUp = start(
        (value) => {
          release();
          resolve(value);
        },
        (error) => {
          release();
          reject(error);
        },
      );
      // The window may have ended while it was begun, when there was nothing yet to give up.
      if (this.#state.kind === "ended") giveUp?.();
    });
  }

  /** Waits for `delayMs`, or rejects when the window ends. */
  sleep(delayMs: number): Promise<void> {
    return this.wait<void>((resolve) => this.#limits.clock.setTimer(() => resolve(), delayMs));
  }

  /** Lets go of the signal and the timer. */
  close(): void {
    if (this.#onAbort !== undefined) this.#limits.signal?.removeEventListener("abort", this.#onAbort);
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
