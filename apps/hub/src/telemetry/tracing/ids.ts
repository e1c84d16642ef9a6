const TRACE_BYTES = 16;
const SPAN_BYTES = 8;
/** One call for the random bits of many ids: a call costs as much as a hundred ids. */
const POOL_BYTES = 4_096;

/** New ids of traces and spans, in hexadecimal digits. */
export class TraceIds {
  readonly #randomBytes: (size: number) => Buffer;
  #pool: Buffer = Buffer.alloc(0);
  #used = 0;

  constructor(randomBytes: (size: number) => Buffer) {
    this.#randomBytes = randomBytes;
  }

  trace(): string {
    return this.#digits(TRACE_BYTES);
  }

  span(): string {
    return this.#digits(SPAN_BYTES);
  }

  #digits(size: number): string {
    if (this.#used + size > this.#pool.length) {
      this.#pool = this.#randomBytes(POOL_BYTES);
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += size;
    return this.#pool.toString("hex", start, this.#used);
  }
}
