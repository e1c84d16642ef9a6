import type { Clock } from "../../../ports.ts";
import { ProtobufWriter } from "./protobuf.ts";
import { openRequest, writeSpan, type EndedSpan, type SpanSource } from "./span.ts";

/** A request to a collector, ready to be sent. */
export interface Batch {
  readonly bytes: Uint8Array;
  readonly spans: number;
}

/** How spans are gathered before they are sent. */
export interface Batching {
  /** How long the first span of a batch waits for others at the most, in ms. */
  readonly delayMs: number;
  /** Spans in one request. */
  readonly batchSize: number;
  /** Spans that wait to be sent; those beyond are dropped. */
  readonly queueSize: number;
}

export interface BatchTools extends Batching {
  readonly source: SpanSource;
  readonly clock: Pick<Clock, "after">;
  /** Never rejects: what could not be sent is lost, and told of by whom it was given to. */
  readonly send: (batch: Batch) => Promise<void>;
  readonly warn: (line: string) => void;
}

/**
 * Spans on their way to a collector. Each is written into the next request as it ends, so that nothing but bytes
 * is kept of it. One request at a time is under way.
 */
export class Batches {
  readonly #tools: BatchTools;
  readonly #writer = new ProtobufWriter();
  #close = () => {};
  /** In the batch being written. */
  #written = 0;
  #cancelTimer = () => {};
  readonly #waiting: Batch[] = [];
  #inWaiting = 0;
  #sending: Promise<void> | undefined;
  #dropped = 0;

  constructor(tools: BatchTools) {
    this.#tools = tools;
  }

  add(span: EndedSpan): void {
    const { queueSize, batchSize, delayMs, clock, source, warn } = this.#tools;
    if (this.#inWaiting + this.#written >= queueSize) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0) {
      warn(`${this.#dropped} spans were dropped, since ${queueSize} others waited for the collector`);
      this.#dropped = 0;
    }
    if (this.#written === 0) {
      this.#close = openRequest(this.#writer, source);
      this.#cancelTimer = clock.after(delayMs, () => this.#seal());
    }
    writeSpan(this.#writer, span);
    this.#written += 1;
    if (this.#written >= batchSize) this.#seal();
  }

  /** Sends all there is. */
  async flush(): Promise<void> {
    this.#seal();
    while (this.#sending !== undefined) await this.#sending;
  }

  #seal(): void {
    if (this.#written === 0) return;
    this.#cancelTimer();
    this.#close();
    this.#waiting.push({ bytes: this.#writer.take(), spans: this.#written });
    this.#inWaiting += this.#written;
    this.#written = 0;
    this.#sendNext();
  }

  #sendNext(): void {
    if (this.#sending !== undefined) return;
    const batch = this.#waiting.shift();
    if (batch === undefined) return;
    this.#inWaiting -= batch.spans;
    this.#sending = this.#tools.send(batch).then(() => {
      this.#sending = undefined;
      this.#sendNext();
    });
  }
}
