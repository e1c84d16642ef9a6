import { Leaders } from "./leaders.ts";
import { Tally } from "./tally.ts";
import type { TallySlots } from "./tally.ts";
import type { OperationImpact } from "./types.ts";
import type { TimeWindow } from "./window.ts";

/** Operations followed at once. */
export const OPERATIONS = 128;
/** The heaviest ones, which are saved. */
const SAVED = 50;

interface Operation {
  readonly name: string;
  readonly tally: Tally;
}

/** An operation as it is saved. Slots are [number of the minute or hour since the epoch, errors, ms]. */
export interface SavedOperation {
  readonly operation: string;
  readonly lostMs: number;
  readonly minutes: TallySlots;
  readonly hours: TallySlots;
}

/** In which operations most time was lost to errors: those that came with an operation and a duration. */
export class LostTime {
  readonly #retentionMs: number;
  readonly #leaders: Leaders<Operation> = new Leaders(OPERATIONS);

  constructor(retentionMs: number) {
    this.#retentionMs = retentionMs;
  }

  add(atMs: number, operation: string, durationMs: number): void {
    this.#follow(atMs, operation, durationMs).tally.add(atMs, durationMs);
  }

  within(window: TimeWindow, limit: number): OperationImpact[] {
    const found: OperationImpact[] = [];
    for (const { name, tally } of this.#leaders.values()) {
      const { count, sum } = tally.within(window);
      if (count > 0) found.push({ operation: name, errors: count, totalMs: sum, meanMs: sum / count });
    }
    return found.sort((a, b) => b.totalMs - a.totalMs || b.errors - a.errors).slice(0, limit);
  }

  save(): SavedOperation[] {
    const heaviest = this.#leaders.ranked().slice(0, SAVED);
    return heaviest.map(({ value: { name, tally }, weight }) => {
      return { operation: name, lostMs: weight, ...tally.save() };
    });
  }

  restore(operations: readonly SavedOperation[], nowMs: number): void {
    for (const { operation, lostMs, minutes, hours } of operations) {
      this.#follow(nowMs, operation, lostMs).tally.restore({ minutes, hours });
    }
  }

  #follow(atMs: number, name: string, weight: number): Operation {
    return this.#leaders.touch(atMs, name, weight, () => ({ name, tally: new Tally(this.#retentionMs) }));
  }
}
