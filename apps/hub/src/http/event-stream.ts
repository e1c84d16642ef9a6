import { EVENT_HEARTBEAT_MS, type EventType } from "@pigeon/protocol";
import type { EventLog } from "../events/event-log.ts";
import { frameOf, heartbeatFrame, resetFrame } from "../events/frames.ts";
import type { Clock } from "../ports.ts";

/** The part of a response that a stream needs. */
export interface Sink {
  /** False when it has enough for now; it calls the listener of `drain` when it can take more. */
  write(text: string): boolean;
  on(event: "drain" | "close", listener: () => void): unknown;
  end(): unknown;
  destroy(): unknown;
}

/** Written at once at the most. With the socket's own buffer it bounds what one reader can hold. */
const CHUNK_CHARS = 64 * 1024;
/** When a reader whose connection broke should try again. */
const COME_BACK_MS = 1_000;

/**
 * One reader of the events. It keeps a place in the log and no events of its own, so that a slow one costs
 * no memory: when it falls out of the ring it is told so by a reset, and when it takes nothing at all from
 * one heartbeat to the next it is cut off.
 */
export class EventStream {
  readonly #sink: Sink;
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #types: ReadonlySet<EventType> | undefined;
  #sequence = 0;
  /** `full` until the reader takes something, `stuck` when that lasted from one heartbeat to the next. */
  #room: "open" | "full" | "stuck" = "open";
  #ended = false;
  #stopTimer = () => {};

  constructor(sink: Sink, log: EventLog, clock: Clock, types: ReadonlySet<EventType> | undefined) {
    this.#sink = sink;
    this.#log = log;
    this.#clock = clock;
    this.#types = types;
  }

  start(lastEventId: string | undefined): void {
    this.#sink.on("close", () => this.#stop());
    this.#sink.on("drain", () => {
      this.#room = "open";
      this.pump();
    });
    const resume = this.#log.resume(lastEventId);
    this.#sequence = resume.sequence;
    const id = this.#log.id(resume.sequence);
    // The first thing gives the reader a place to come back to, even before the first event.
    const greeting = resume.kind === "reset" ? resetFrame(id, resume.reason) : heartbeatFrame(id);
    this.#write(`retry: ${COME_BACK_MS}\n\n${greeting}`);
    this.#beatLater();
    this.pump();
  }

  /** Sends what is new, as much as the reader takes. */
  pump(): void {
    while (this.#room === "open" && !this.#ended) {
      const text = this.#nextChunk();
      if (text === "") return;
      this.#write(text);
    }
  }

  end(): void {
    if (this.#ended) return;
    this.#stop();
    this.#sink.end();
  }

  #nextChunk(): string {
    let text = "";
    while (text.length < CHUNK_CHARS) {
      const next = this.#log.next(this.#sequence, this.#types);
      if (next === undefined || next === "gone") {
        this.#sequence = this.#log.head;
        if (next === "gone") text += resetFrame(this.#log.id(this.#sequence), "too many events at once");
        break;
      }
      this.#sequence = next.sequence;
      text += frameOf(this.#log, next);
    }
    return text;
  }

  #beatLater(): void {
    this.#stopTimer = this.#clock.after(EVENT_HEARTBEAT_MS, () => this.#beat());
  }

  #beat(): void {
    if (this.#room === "stuck") {
      this.#stop();
      this.#sink.destroy();
      return;
    }
    if (this.#room === "full") this.#room = "stuck";
    else this.#write(heartbeatFrame(this.#log.id(this.#sequence)));
    this.#beatLater();
  }

  #write(text: string): void {
    if (!this.#sink.write(text)) this.#room = "full";
  }

  #stop(): void {
    this.#ended = true;
    this.#stopTimer();
  }
}
