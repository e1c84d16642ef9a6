const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;
/** One call for the random bits of many ids: a call costs as much as a hundred ids. */
const POOL_BYTES = 4_096;

/** New ids of traces and spans, in hexadecimal digits. */
export class TraceIds {
  readonly #randomBytes: (size: number) => Buffer;
  #pool = "";
  #used = 0;

  constructor(randomBytes: (size: number) => Buffer) {
    this.#randomBytes = randomBytes;
  }

  trace(): string {
    return this.#digits(TRACE_DIGITS);
  }

  span(): string {
    return this.#digits(SPAN_DIGITS);
  }

  #digits(count: number): string {
    if (this.#used + count > this.#pool.length) {
      this.#pool = this.#randomBytes(POOL_BYTES).toString("hex");
      this.#used = 0;
    }
    this.#used += count;
    return this.#pool.slice(this.#used - count, this.#used);
  }
}
