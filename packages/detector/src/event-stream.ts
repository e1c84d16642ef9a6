import { readEventStreamOptions, type EventStreamOptions } from "./event-stream-options.ts";
import type { DetectorEvent } from "./events.ts";

type Result = IteratorResult<DetectorEvent, undefined>;

const DONE: Result = { done: true, value: undefined };

/**
 * One reader's events, in order, in a bounded buffer: a reader that is slow or gone costs `maxBuffered`
 * events at most, and learns how many it missed.
 */
export class EventStream implements AsyncIterableIterator<DetectorEvent> {
  readonly #maxBuffered: number;
  readonly #onEnd: () => void;
  readonly #signal: AbortSignal | undefined;
  readonly #close = (): void => this.#finish(true);
  /** Never both: events nobody read yet, and reads nothing was there for. */
  #buffer: DetectorEvent[] = [];
  /** Where the buffer begins: what was read is cut off in one go now and then. */
  #head = 0;
  #reads: ((result: Result) => void)[] = [];
  #dropped = 0;
  #ended = false;

  /** @throws {DetectorOptionsError} listing all problems of the options. */
  constructor(options: EventStreamOptions, onEnd: () => void) {
    const { signal, maxBuffered } = readEventStreamOptions(options);
    this.#maxBuffered = maxBuffered;
    this.#onEnd = onEnd;
    this.#signal = signal;
    if (signal?.aborted) this.#ended = true;
    else signal?.addEventListener("abort", this.#close);
  }

  get ended(): boolean {
    return this.#ended;
  }

  push(event: DetectorEvent): void {
    const read = this.#reads.shift();
    if (read) {
      read({ done: false, value: event });
      return;
    }
    this.#buffer.push(event);
    if (this.#buffer.length - this.#head <= this.#maxBuffered) return;
    this.#take();
    this.#dropped++;
  }

  /** No more events come; those in the buffer can still be read. */
  end(): void {
    this.#finish(false);
  }

  next(): Promise<Result> {
    if (this.#dropped > 0) {
      const count = this.#dropped;
      this.#dropped = 0;
      return Promise.resolve({ done: false, value: { type: "dropped", count } });
    }
    const event = this.#take();
    if (event) return Promise.resolve({ done: false, value: event });
    if (this.#ended) return Promise.resolve(DONE);
    return new Promise((resolve) => this.#reads.push(resolve));
  }

  /** What `break` in a `for await` calls. */
  return(): Promise<Result> {
    this.#close();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): DetectorEvent | undefined {
    const event = this.#buffer[this.#head++];
    if (2 * this.#head >= this.#buffer.length) {
      this.#buffer = this.#buffer.slice(this.#head);
      this.#head = 0;
    }
    return event;
  }

  #finish(dropBuffer: boolean): void {
    if (dropBuffer) {
      this.#buffer = [];
      this.#head = 0;
      this.#dropped = 0;
    }
    if (this.#ended) return;
    this.#ended = true;
    this.#signal?.removeEventListener("abort", this.#close);
    for (const read of this.#reads) read(DONE);
    this.#reads = [];
    this.#onEnd();
  }
}
