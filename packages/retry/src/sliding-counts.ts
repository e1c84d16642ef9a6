const slices = 10;

/**
 * Two counts over the last `windowMs`, forgotten a tenth of the window at a time. Constant in memory;
 * a count costs the same however many there were.
 */
export class SlidingCounts {
  readonly sliceMs: number;
  readonly #first: Float64Array = new Float64Array(slices);
  readonly #second: Float64Array = new Float64Array(slices);
  #slice = -Infinity;
  #firstSum = 0;
  #secondSum = 0;

  constructor(windowMs: number) {
    this.sliceMs = windowMs / slices;
  }

  get first(): number {
    return this.#firstSum;
  }

  get second(): number {
    return this.#secondSum;
  }

  add(first: number, second: number): void {
    const at = this.#index(this.#slice);
    this.#first[at] = (this.#first[at] ?? 0) + first;
    this.#second[at] = (this.#second[at] ?? 0) + second;
    this.#firstSum += first;
    this.#secondSum += second;
  }

  /** Forgets what is older than the window. To be called before counting and reading. */
  moveTo(nowMs: number): void {
    const slice = Math.floor(nowMs / this.sliceMs);
    // A clock that goes back changes nothing: there is nothing between the slices then.
    const from = Math.max(this.#slice + 1, slice - slices + 1);
    for (let each = from; each <= slice; each += 1) this.#forget(this.#index(each));
    this.#slice = Math.max(this.#slice, slice);
  }

  #forget(at: number): void {
    this.#firstSum -= this.#first[at] ?? 0;
    this.#secondSum -= this.#second[at] ?? 0;
    this.#first[at] = 0;
    this.#second[at] = 0;
  }

  #index(slice: number): number {
    return ((slice % slices) + slices) % slices;
  }
}
