/** What one outcome was, as bits. */
export const FAILED = 1;
export const TIMED = 2;
/** A success above the response timeout. */
export const SLOW = 4;
/** A success above the limit at which slowness ends, which is lower. */
export const NEARLY_SLOW = 8;
/** A success that took far longer than usual. */
export const UNUSUAL = 16;

/** What the outcomes of a stretch of time look like, counted. */
export interface OutcomeCounts {
  readonly outcomes: number;
  readonly failures: number;
  /** Successes whose latency is known; the next three count among them. */
  readonly timed: number;
  readonly slow: number;
  readonly nearlySlow: number;
  readonly unusual: number;
}

const NO_MARKS = new Uint8Array(0);
const NO_TIMES = new Float64Array(0);

/** The last `size` outcomes of one worker, in 9 bytes each once there is one: many workers only send heartbeats. */
export class OutcomeWindow {
  readonly #size: number;
  #marks: Uint8Array = NO_MARKS;
  #times: Float64Array = NO_TIMES;
  #next = 0;
  #length = 0;
  #failures = 0;
  #sinceMark = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** @param marks The bits above that hold of the outcome; 0 for a success that was not timed. */
  add(at: number, marks: number): void {
    const size = this.#size;
    if (this.#times === NO_TIMES) {
      this.#marks = new Uint8Array(size);
      this.#times = new Float64Array(size);
    }
    this.#failures += (marks & FAILED) - ((this.#marks[this.#next] ?? 0) & FAILED);
    this.#marks[this.#next] = marks;
    this.#times[this.#next] = at;
    this.#next = (this.#next + 1) % size;
    this.#length = Math.min(this.#length + 1, size);
    this.#sinceMark = Math.min(this.#sinceMark + 1, size);
  }

  /** From now on `count` leaves out what came before. */
  startAfresh(): void {
    this.#sinceMark = 0;
  }

  /** Of all outcomes held, those before `startAfresh` too. */
  get successRate(): number {
    return this.#length === 0 ? 1 : (this.#length - this.#failures) / this.#length;
  }

  /** Counts the outcomes since `startAfresh` that were noted at `since` or later. */
  count(since: number): OutcomeCounts {
    const size = this.#size;
    const counts = { outcomes: 0, failures: 0, timed: 0, slow: 0, nearlySlow: 0, unusual: 0 };
    for (let back = 1; back <= this.#sinceMark; back++) {
      const index = (this.#next - back + size) % size;
      if ((this.#times[index] ?? 0) < since) break;
      const marks = this.#marks[index] ?? 0;
      counts.outcomes++;
      if (marks & FAILED) counts.failures++;
      if (marks & TIMED) counts.timed++;
      if (marks & SLOW) counts.slow++;
      if (marks & NEARLY_SLOW) counts.nearlySlow++;
      if (marks & UNUSUAL) counts.unusual++;
    }
    return counts;
  }
}
