import type { Clock } from "../ports.ts";
import type { Store } from "../store/port.ts";

const BATCH = 500;
const STORE_PAUSE_MS = 1_000;
/** How soon a hub does it when the one that did it is gone. */
const NOT_MINE_MS = 1_000;
/** A timer's longest wait. Also how soon a clock that was set forward is noticed. */
const MAX_WAIT_MS = 60_000;

/** Makes delayed jobs ready when their time comes: one timer, for the next of them. */
export class DelayedJobs {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #wake: () => void;
  readonly #onFailure: (error: unknown) => void;
  readonly #isMine: () => boolean;
  #nextAt = Infinity;
  #stopTimer: () => void = () => {};
  #stopped = false;

  /** `isMine`: whether this hub is the one of several that does it. */
  constructor(
    store: Store,
    clock: Clock,
    wake: () => void,
    onFailure: (error: unknown) => void,
    isMine: () => boolean = () => true,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#wake = wake;
    this.#onFailure = onFailure;
    this.#isMine = isMine;
  }

  /** A queued job will be due at this time. */
  expect(runAt: number): void {
    if (runAt < this.#nextAt) this.#arm(runAt);
  }

  /** Another hub may have delayed a job. */
  async look(): Promise<void> {
    const next = await this.#store.nextRunAt();
    if (next !== undefined) this.expect(next);
  }

  /** Promotes what is due and waits for the next. */
  async run(): Promise<void> {
    this.#nextAt = Infinity;
    if (!this.#isMine()) return this.#arm(this.#clock.now() + NOT_MINE_MS);
    try {
      let promoted: number;
      do {
        promoted = await this.#store.promote(this.#clock.now(), BATCH);
        if (promoted > 0) this.#wake();
      } while (promoted === BATCH);
      const next = await this.#store.nextRunAt();
      if (next !== undefined) this.expect(next);
    } catch (error) {
      this.#onFailure(error);
      this.#arm(this.#clock.now() + STORE_PAUSE_MS);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#stopTimer();
  }

  #arm(at: number): void {
    if (this.#stopped) return;
    this.#nextAt = at;
    this.#stopTimer();
    const waitMs = Math.min(MAX_WAIT_MS, Math.max(0, at - this.#clock.now()));
    this.#stopTimer = this.#clock.after(waitMs, () => void this.run());
  }
}
