import { HOUR_MS, MINUTE_MS, MINUTES_BY_MINUTE } from "./window.ts";
import type { TimeWindow } from "./window.ts";

/** Slots of time in which something happened, oldest first: number of the slot, count, and a sum. */
export type TallySlots = readonly (readonly [slot: number, count: number, sum: number])[];

export interface TallySums {
  readonly count: number;
  readonly sum: number;
}

/** How often, and with what sum, in the last day by the minute and in the retention by the hour. */
export class Tally {
  readonly #minutes: SlotList;
  readonly #hours: SlotList;

  constructor(retentionMs: number) {
    this.#minutes = new SlotList(MINUTE_MS, MINUTES_BY_MINUTE + 1);
    this.#hours = new SlotList(HOUR_MS, Math.ceil(retentionMs / HOUR_MS) + 1);
  }

  add(atMs: number, sum = 0): void {
    this.#minutes.add(Math.floor(atMs / MINUTE_MS), 1, sum);
    this.#hours.add(Math.floor(atMs / HOUR_MS), 1, sum);
  }

  within(window: TimeWindow): TallySums {
    return (window.unit === "minute" ? this.#minutes : this.#hours).within(window);
  }

  save(): { minutes: TallySlots; hours: TallySlots } {
    return { minutes: this.#minutes.save(), hours: this.#hours.save() };
  }

  restore({ minutes, hours }: { minutes: TallySlots; hours: TallySlots }): void {
    this.#minutes.restore(minutes);
    this.#hours.restore(hours);
  }
}

/**
 * Counts of the slots in which something happened: what occurs once costs three numbers and not a ring,
 * which matters where thousands of groups come and go. Adding is O(1), summing costs the slots of the window.
 */
class SlotList {
  readonly #slotMs: number;
  readonly #kept: number;
  #slots: number[] = [];
  #counts: number[] = [];
  #sums: number[] = [];

  constructor(slotMs: number, kept: number) {
    this.#slotMs = slotMs;
    this.#kept = kept;
  }

  add(slot: number, count: number, sum: number): void {
    // As in CountRing: a slot older than all that is kept means that the clock was set far back.
    if (slot <= (this.#slots.at(-1) ?? slot) - this.#kept) this.#keepFrom(this.#slots.length);
    let i = this.#slots.length;
    while (i > 0 && (this.#slots[i - 1] ?? 0) > slot) i -= 1;
    if (this.#slots[i - 1] === slot) {
      this.#counts[i - 1] = (this.#counts[i - 1] ?? 0) + count;
      this.#sums[i - 1] = (this.#sums[i - 1] ?? 0) + sum;
      return;
    }
    this.#slots.splice(i, 0, slot);
    this.#counts.splice(i, 0, count);
    this.#sums.splice(i, 0, sum);
    // Cut only once half of it is old, so that moving what is kept costs O(1) for each slot.
    if ((this.#slots[this.#slots.length >> 1] ?? slot) <= slot - this.#kept) this.#cut();
  }

  within({ sinceMs, untilMs }: TimeWindow): TallySums {
    const newest = this.#slots.at(-1) ?? 0;
    const first = Math.max(Math.floor(sinceMs / this.#slotMs), newest - this.#kept + 1);
    const until = Math.floor(untilMs / this.#slotMs);
    let count = 0;
    let sum = 0;
    for (let i = this.#slots.length - 1; i >= 0; i--) {
      const slot = this.#slots[i] ?? 0;
      if (slot < first) break;
      if (slot > until) continue;
      count += this.#counts[i] ?? 0;
      sum += this.#sums[i] ?? 0;
    }
    return { count, sum };
  }

  save(): TallySlots {
    this.#cut();
    return this.#slots.map((slot, i) => [slot, this.#counts[i] ?? 0, this.#sums[i] ?? 0] as const);
  }

  /** What was counted here since goes on top. */
  restore(saved: TallySlots): void {
    const since = this.save();
    this.#keepFrom(this.#slots.length);
    for (const [slot, count, sum] of [...saved, ...since]) this.add(slot, count, sum);
  }

  #cut(): void {
    const oldest = (this.#slots.at(-1) ?? 0) - this.#kept + 1;
    this.#keepFrom(this.#slots.findIndex((slot) => slot >= oldest));
  }

  #keepFrom(index: number): void {
    if (index <= 0) return;
    this.#slots = this.#slots.slice(index);
    this.#counts = this.#counts.slice(index);
    this.#sums = this.#sums.slice(index);
  }
}
