import type { Timers } from "./ports.ts";

/** Calls back once after the delay it was first set to; setting it again meanwhile changes nothing. */
export class Alarm {
  readonly #timers: Timers;
  readonly #ring: () => void;
  #cancel: (() => void) | undefined;

  constructor(timers: Timers, ring: () => void) {
    this.#timers = timers;
    this.#ring = ring;
  }

  set(delayMs: number): void {
    this.#cancel ??= this.#timers.after(Math.max(0, delayMs), () => {
      this.#cancel = undefined;
      this.#ring();
    });
  }

  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
