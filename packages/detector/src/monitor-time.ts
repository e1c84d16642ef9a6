import {
  anchorActiveTime,
  isStalled,
  readActiveTime,
  startActiveTime,
  tickAllowanceMs,
  type ActiveTime,
} from "./active-time.ts";
import type { Clock } from "./ports.ts";

/** A tick later than this, in ms, looks again before it judges: signs of life may lie unread. */
export const LATE_MS = 50;
/** The second look comes so soon after, in ms: time enough to read what lies there. */
export const LOOK_AGAIN_MS = 50;
/** Stalls whose place in time is remembered. */
const MAX_STALLS = 16;

/** The monitor's own time: which of it counts, when it was stalled, and what it may learn from. */
export class MonitorTime {
  readonly #clock: Clock;
  #time: ActiveTime;
  /** When the next tick is due, after the anchor; Infinity while none is. */
  #delayMs = Infinity;
  #lookedAgain = false;
  #teachFrom = -Infinity;
  /** From `activeMs` on, the clock is ahead of active time by `aheadMs`. */
  readonly #stalls: { activeMs: number; aheadMs: number }[];

  constructor(clock: Clock) {
    this.#clock = clock;
    const clockMs = clock.now();
    this.#time = startActiveTime(clockMs);
    this.#stalls = [{ activeMs: 0, aheadMs: clockMs }];
  }

  now(): number {
    const clockMs = this.#clock.now();
    // A stall that no tick has noticed yet: what is read now came at no moment that is known.
    if (isStalled(this.#time, clockMs)) this.#teachFrom = Infinity;
    return readActiveTime(this.#time, clockMs);
  }

  /** Gaps that began before this moment teach nothing. */
  get teachFrom(): number {
    return this.#teachFrom;
  }

  /** A tick. False when it came late, and must look again before it judges; once, not for ever. */
  tick(): boolean {
    const clockMs = this.#clock.now();
    const late = clockMs - this.#time.anchorMs > this.#delayMs + LATE_MS;
    const stalled = isStalled(this.#time, clockMs);
    this.#anchor(clockMs, this.#delayMs);
    const judges = !(late || stalled) || this.#lookedAgain;
    this.#lookedAgain = !judges;
    if (stalled) this.#teachFrom = Infinity;
    else if (judges && this.#teachFrom === Infinity) this.#teachFrom = this.#time.activeMs;
    return judges;
  }

  /** The next tick is due in so many ms; Infinity when there is none. */
  expectTick(delayMs: number): void {
    if (delayMs === Infinity || this.#delayMs === Infinity) this.#lookedAgain = false;
    this.#delayMs = delayMs;
    this.#anchor(this.#clock.now(), delayMs);
  }

  /** How far the clock has moved on since that moment of active time, stalls included. */
  ageMs(activeMs: number): number {
    const stall = this.#stalls.findLast((each) => each.activeMs <= activeMs) ?? this.#stalls[0];
    return this.#clock.now() - (activeMs + (stall?.aheadMs ?? 0));
  }

  #anchor(clockMs: number, delayMs: number): void {
    this.#time = anchorActiveTime(this.#time, clockMs, tickAllowanceMs(delayMs));
    const { activeMs } = this.#time;
    const aheadMs = clockMs - activeMs;
    const last = this.#stalls.at(-1);
    // Sums of fractions differ in their last digits; that is no stall.
    if (last && Math.abs(last.aheadMs - aheadMs) < 1) return;
    this.#stalls.push({ activeMs, aheadMs });
    if (this.#stalls.length > MAX_STALLS) this.#stalls.shift();
  }
}
