import type { Clock } from "@pigeon/retry";

/** Node.js fires a longer timer at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** One timer for all that is due: it only ever moves to an earlier time, or rings. */
export class Alarm {
  readonly #clock: Clock;
  readonly #now: () => number;
  readonly #ring: () => void;
  #at = Infinity;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, now: () => number, ring: () => void) {
    this.#clock = clock;
    this.#now = now;
    this.#ring = ring;
  }

  /** Rings at `at`, unless it rings before. */
  setFor(at: number): void {
    if (at >= this.#at) return;
    this.#cancel?.();
    this.#at = at;
    this.#cancel = this.#clock.setTimer(
      () => {
        this.#at = Infinity;
        this.#cancel = undefined;
        this.#ring();
      },
      Math.min(Math.max(0, at - this.#now()), LONGEST_MS),
    );
  }

  stop(): void {
    this.#cancel?.();
    this.#at = -Infinity;
  }
}
