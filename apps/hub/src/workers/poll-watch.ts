import type { Clock } from "../ports.ts";

/** Lateness of a heartbeat that is forgiven, in ms, unless the interval is short. */
const MAX_SLACK_MS = 1_000;
/** A timer this much late means that the hub was stalled, with requests still unread. */
const STALL_MS = 250;

/**
 * Notices a worker that polls and dies, where no endpoint can be asked. The end of its waiting poll alone
 * says little: clients give polls up. But a living worker then keeps its promise of heartbeats, so the
 * broken poll and the next heartbeat missing, too, speak against it: a full interval sooner than silence.
 */
export class PollWatch {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #slackMs: number;
  readonly #onGone: () => void;
  #beatAt: number;
  #stopTimer = () => {};
  #closed = false;

  constructor(clock: Clock, intervalMs: number, onGone: () => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#slackMs = Math.min(MAX_SLACK_MS, intervalMs / 2);
    this.#onGone = onGone;
    this.#beatAt = clock.monotonic();
  }

  /** Any request of the worker: it lives. */
  heard(): void {
    this.#stopTimer();
  }

  beat(): void {
    this.#beatAt = this.#clock.monotonic();
    this.heard();
  }

  /** The connection of its waiting poll ended before the answer. */
  broke(): void {
    const now = this.#clock.monotonic();
    this.#arm(Math.max(0, this.#beatAt + this.#intervalMs - now) + this.#slackMs, true);
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
  }

  #arm(delayMs: number, graceLeft: boolean): void {
    if (this.#closed) return;
    this.#stopTimer();
    const dueAt = this.#clock.monotonic() + delayMs;
    this.#stopTimer = this.#clock.after(delayMs, () => {
      if (graceLeft && this.#clock.monotonic() - dueAt > STALL_MS) this.#arm(this.#slackMs, false);
      else this.#onGone();
    });
  }
}
