/** How many parts a window has: a count is exact to one part of the window's length. */
const PARTS = 12;

/** A window as it is saved: the number of its newest part, and the counts from oldest to newest. */
export interface SavedWindow {
  readonly newest: number;
  readonly counts: readonly number[];
}

/** Counts what happened within the last `windowMs`, in memory of fixed size. */
export class CountWindow {
  readonly #partMs: number;
  readonly #counts: number[];
  #newest: number;
  #total = 0;

  constructor(windowMs: number, nowMs: number, saved?: SavedWindow) {
    this.#partMs = windowMs / PARTS;
    // Saved under a wall clock that was ahead, it would count for ever.
    this.#newest = Math.min(saved?.newest ?? Infinity, this.#partOf(nowMs));
    this.#counts = Array.from({ length: PARTS }, () => 0);
    saved?.counts.slice(-PARTS).forEach((count, i, kept) => {
      this.#counts[mod(this.#newest - kept.length + 1 + i)] = count;
      this.#total += count;
    });
  }

  add(amount: number, nowMs: number): void {
    this.#turn(nowMs);
    const at = mod(this.#newest);
    this.#counts[at] = (this.#counts[at] ?? 0) + amount;
    this.#total += amount;
  }

  total(nowMs: number): number {
    this.#turn(nowMs);
    return this.#total;
  }

  /** When the count may next be lower, if nothing happens: `Infinity` when it is 0. */
  fallsAt(nowMs: number): number {
    if (this.total(nowMs) === 0) return Infinity;
    let oldest = this.#newest - PARTS + 1;
    while (this.#counts[mod(oldest)] === 0) oldest += 1;
    return (oldest + PARTS) * this.#partMs;
  }

  save(): SavedWindow {
    const counts = Array.from(
      { length: PARTS },
      (_, i) => this.#counts[mod(this.#newest - PARTS + 1 + i)] ?? 0,
    );
    return { newest: this.#newest, counts };
  }

  #partOf(nowMs: number): number {
    return Math.floor(nowMs / this.#partMs);
  }

  /** Forgets the parts that are too old by now. */
  #turn(nowMs: number): void {
    const now = this.#partOf(nowMs);
    for (let part = Math.max(this.#newest + 1, now - PARTS + 1); part <= now; part += 1) {
      this.#total -= this.#counts[mod(part)] ?? 0;
      this.#counts[mod(part)] = 0;
    }
    this.#newest = Math.max(this.#newest, now);
  }
}

function mod(part: number): number {
  return ((part % PARTS) + PARTS) % PARTS;
}
