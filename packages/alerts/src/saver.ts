import type { Clock } from "@pigeon/retry";

/** After a save there is none for this many times as long as it took: saving takes a fifth of the time at most. */
const REST = 4;
/** A notification waits no longer than this for its state to be saved: telling goes before saving. */
const LONGEST_WAIT_MS = 2000;

/** Saves the newest state, one save at a time; what changes meanwhile goes into the next. */
export class Saver {
  readonly #save: () => Promise<void> | void;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #awaited = false;
  #restsUntil = -Infinity;

  constructor(save: () => Promise<void> | void, clock: Clock, onError: (error: unknown) => void) {
    this.#save = save;
    this.#clock = clock;
    this.#onError = onError;
  }

  /** Saves what is true now, soon, and never within this call. Resolves when it is saved, or could not be. */
  request(): Promise<void> {
    // One that has yet to take its picture takes this in as well.
    if (this.#running === undefined || this.#awaited) return (this.#running ??= this.#run());
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.request();
    });
    return this.#next;
  }

  /** As `request`, for somebody who cannot wait for ever. */
  async barrier(): Promise<void> {
    let cancel: (() => void) | undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#clock.setTimer(resolve, LONGEST_WAIT_MS);
    });
    await Promise.race([this.request(), late]);
    cancel?.();
  }

  async #run(): Promise<void> {
    this.#awaited = true;
    // What changes in the same turn goes into one picture, and who changes it does not wait for that.
    await Promise.resolve();
    const wait = this.#restsUntil - this.#clock.now();
    if (wait > 0) await new Promise<void>((resolve) => void this.#clock.setTimer(resolve, wait));
    const began = this.#clock.now();
    this.#awaited = false;
    try {
      await this.#save();
    } catch (error) {
      this.#onError(error);
    }
    const ended = this.#clock.now();
    this.#restsUntil = ended + REST * (ended - began);
    this.#running = undefined;
  }
}
