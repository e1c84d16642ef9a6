export interface CountRingShape {
  /** Length of a slot in ms. */
  slotMs: number;
  /** Number of slots kept. */
  slots: number;
  /** Counters in a slot. */
  width: number;
}

/** Counters per slot of time, for the newest slots only. Adding is O(1), summing costs the slots of the window. */
export class CountRing {
  readonly #slotMs: number;
  readonly #slots: number;
  readonly #width: number;
  readonly #cells: Float64Array;
  #head: number | undefined;

  constructor(shape: CountRingShape) {
    this.#slotMs = shape.slotMs;
    this.#slots = shape.slots;
    this.#width = shape.width;
    this.#cells = new Float64Array(shape.slots * shape.width);
  }

  get lengthMs(): number {
    return this.#slots * this.#slotMs;
  }

  add(atMs: number, cell: number, amount = 1): void {
    const slot = Math.floor(atMs / this.#slotMs);
    this.#moveTo(slot);
    const index = this.#offset(slot) + cell;
    this.#cells[index] = (this.#cells[index] ?? 0) + amount;
  }

  /** The sums, per counter, of the slots that begin in the window; both ends count. */
  sum(sinceMs: number, untilMs: number): number[] {
    const sums = Array<number>(this.#width).fill(0);
    if (this.#head === undefined) return sums;
    const first = Math.max(Math.floor(sinceMs / this.#slotMs), this.#head - this.#slots + 1);
    const last = Math.min(Math.floor(untilMs / this.#slotMs), this.#head);
    const cells = this.#cells;
    const width = this.#width;
    let at = this.#offset(first);
    for (let slot = first; slot <= last; slot++) {
      for (let cell = 0; cell < width; cell++, at++) {
        sums[cell] = (sums[cell] ?? 0) + (cells[at] ?? 0);
      }
      if (at === cells.length) at = 0;
    }
    return sums;
  }

  /** The slots that hold anything, oldest first, as [slot, counters of that slot]. */
  save(): [slot: number, cells: number[]][] {
    const head = this.#head;
    if (head === undefined) return [];
    const saved: [number, number[]][] = [];
    for (let slot = head - this.#slots + 1; slot <= head; slot++) {
      const offset = this.#offset(slot);
      const cells = Array.from(this.#cells.subarray(offset, offset + this.#width));
      if (cells.some((count) => count !== 0)) saved.push([slot, cells]);
    }
    return saved;
  }

  #moveTo(slot: number): void {
    const head = this.#head;
    if (head !== undefined && slot <= head && slot > head - this.#slots) return;
    // A slot older than the ring means that the clock was set far back: what is kept lies in the future.
    if (head === undefined || slot < head || slot - head >= this.#slots) {
      this.#cells.fill(0);
    } else {
      for (let passed = head + 1; passed <= slot; passed++) {
        const offset = this.#offset(passed);
        this.#cells.fill(0, offset, offset + this.#width);
      }
    }
    this.#head = slot;
  }

  #offset(slot: number): number {
    return (((slot % this.#slots) + this.#slots) % this.#slots) * this.#width;
  }
}
