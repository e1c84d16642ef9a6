import type { Clock } from "./ports.ts";

const SECONDS = 60;

/** Counts events by the second, over the last minute. */
export class Throughput {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #counts = new Float64Array(SECONDS);
  #second: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#second = Math.floor(this.#startedAt / 1000);
  }

  add(): void {
    this.#advance();
    const slot = this.#second % SECONDS;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
  }

  /** Events per second, over the last minute or the time since the start if that is shorter. */
  perSecond(): number {
    this.#advance();
    const seconds = Math.min(SECONDS, Math.max(1, (this.#clock.now() - this.#startedAt) / 1000));
    return Math.round((this.#counts.reduce((sum, count) => sum + count, 0) / seconds) * 100) / 100;
  }

  #advance(): void {
    const now = Math.floor(this.#clock.now() / 1000);
    const passed = Math.min(SECONDS, now - this.#second);
    for (let step = 1; step <= passed; step++) this.#counts[(now - passed + step) % SECONDS] = 0;
    this.#second = Math.max(now, this.#second);
  }
}
