/** What the outcomes of a stretch of time look like, counted. */
export interface OutcomeCounts {
  readonly outcomes: number;
  readonly failures: number;
  /** Successes whose latency is known. */
  readonly timed: number;
  /** Those of them above the limit asked for. */
  readonly slow: number;
}

const FAILED = -1;
const UNTIMED = -2;

const NONE = new Float64Array(0);

/** The last `size` outcomes of one worker, in 16 bytes each once there is one: many workers only send heartbeats. */
export class OutcomeWindow {
  readonly #size: number;
  #latencies: Float64Array = NONE;
  #times: Float64Array = NONE;
  #next = 0;
  #length = 0;
  #sinceMark = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** `latencyMs` undefined: it was not measured. */
  addSuccess(at: number, latencyMs: number | undefined): void {
    this.#add(at, latencyMs ?? UNTIMED);
  }

  addFailure(at: number): void {
    this.#add(at, FAILED);
  }

  /** From now on `count` leaves out what came before; the latencies stay. */
  mark(): void {
    this.#sinceMark = 0;
  }

  /** Of all outcomes held, marked off or not. */
  get successRate(): number {
    if (this.#length === 0) return 1;
    let failures = 0;
    for (let index = 0; index < this.#length; index++) if (this.#latencies[index] === FAILED) failures++;
    return (this.#length - failures) / this.#length;
  }

  /** Counts the outcomes since the mark that were noted at `since` or later. */
  count(since: number, slowLimitMs: number): OutcomeCounts {
    const size = this.#size;
    let outcomes = 0;
    let failures = 0;
    let timed = 0;
    let slow = 0;
    for (let back = 1; back <= this.#sinceMark; back++) {
      const index = (this.#next - back + size) % size;
      if ((this.#times[index] ?? 0) < since) break;
      const latency = this.#latencies[index] ?? UNTIMED;
      outcomes++;
      if (latency === FAILED) failures++;
      else if (latency !== UNTIMED) timed++;
      if (latency > slowLimitMs) slow++;
    }
    return { outcomes, failures, timed, slow };
  }

  /** The known latencies of successes, ascending. */
  sortedLatencies(): Float64Array {
    return this.#latencies
      .subarray(0, this.#length)
      .filter((latency) => latency >= 0)
      .sort();
  }

  #add(at: number, latency: number): void {
    const size = this.#size;
    if (this.#times === NONE) {
      this.#latencies = new Float64Array(size);
      this.#times = new Float64Array(size);
    }
    this.#latencies[this.#next] = latency;
    this.#times[this.#next] = at;
    this.#next = (this.#next + 1) % size;
    this.#length = Math.min(this.#length + 1, size);
    this.#sinceMark = Math.min(this.#sinceMark + 1, size);
  }
}
