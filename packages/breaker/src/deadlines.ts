import { systemClock } from "./system.ts";
import type { Clock, Timer } from "./types.ts";

/** Something with a time limit. The three fields belong to the queue that it is in. */
export interface Deadline {
  dueAt: number;
  before: Deadline | undefined;
  after: Deadline | undefined;
  /** The time is over. Called once, outside the queue. Must not throw. */
  expire(): void;
}

/**
 * The calls of one time limit, in the order in which they began and so will run out: one timer, for the first of
 * them, serves all. It is not set anew when that one ends, only when it fires; while nothing is under way it
 * neither repeats nor keeps the process alive.
 */
export class DeadlineQueue {
  readonly timeoutMs: number;
  readonly #clock: Required<Clock>;
  readonly #onIdle: (() => void) | undefined;
  #first: Deadline | undefined;
  #last: Deadline | undefined;
  #timer: Timer | (() => void) | undefined;

  /** `onIdle` hears when nothing is left to wait for: until the next `add`, it holds no timer. */
  constructor(clock: Required<Clock>, timeoutMs: number, onIdle?: () => void) {
    this.#clock = clock;
    this.timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
  }

  /** `now` is a reading of `clock`, if the caller has a fresh one. */
  add(item: Deadline, clock: Clock, now: number): void {
    item.dueAt = (clock === this.#clock ? now : this.#clock.now()) + this.timeoutMs;
    item.before = this.#last;
    if (this.#last !== undefined) this.#last.after = item;
    this.#last = item;
    if (this.#first === undefined) {
      this.#first = item;
      if (isTimer(this.#timer)) this.#timer.ref?.();
    }
    const timer = this.#timer;
    if (timer === undefined || (isTimer(timer) && timer.lost === true)) this.#arm(this.timeoutMs);
  }

  /** Takes an item out, unless it is out already. */
  remove(item: Deadline): void {
    const { before, after } = item;
    if (before === undefined && this.#first !== item) return;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    item.before = undefined;
    item.after = undefined;
    if (this.#first === undefined && isTimer(this.#timer)) this.#timer.unref?.();
  }

  #arm(ms: number): void {
    this.#timer = this.#clock.setTimer(() => this.#fire(), ms);
  }

  #fire(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    for (let item = this.#first; item !== undefined && item.dueAt <= now; item = this.#first) {
      this.remove(item);
      item.expire();
    }
    // What ran just now may have begun a call and armed the timer for it.
    if (this.#timer !== undefined) return;
    if (this.#first === undefined) this.#onIdle?.();
    else this.#arm(Math.max(1, Math.ceil(this.#first.dueAt - now)));
  }
}

function isTimer(timer: Timer | (() => void) | undefined): timer is Timer {
  return typeof timer === "object";
}

const queues = new WeakMap<Clock, Map<number, DeadlineQueue>>();

/** The queue of a clock for one time limit, shared by all breakers. A clock without timers leaves it to the system's. */
export function deadlinesOf(clock: Clock, timeoutMs: number): DeadlineQueue {
  const timed = clock.setTimer === undefined ? systemClock : (clock as Required<Clock>);
  const byTime = queues.get(timed) ?? new Map<number, DeadlineQueue>();
  queues.set(timed, byTime);
  // Permits may come with ever other limits: a queue that is idle is not kept for the next breaker.
  const queue = byTime.get(timeoutMs) ?? new DeadlineQueue(timed, timeoutMs, () => byTime.delete(timeoutMs));
  byTime.set(timeoutMs, queue);
  return queue;
}
