import type {
  AlertEventData,
  BreakerEventData,
  EventType,
  FleetEventData,
  JobEventData,
  WorkerEventData,
} from "@pigeon/protocol";
import { epochOf, formatEventId, sequenceOf } from "./event-id.ts";

/** An event's data as the contract has it, but with times in epoch milliseconds: most are never shown. */
type Raw<T> = {
  readonly [K in keyof T]: K extends "at" | `${string}At` ? number | Extract<T[K], undefined> : T[K];
};
export type LoggedEvent =
  | { readonly event: "job"; readonly data: Raw<JobEventData> }
  | { readonly event: "worker"; readonly data: Raw<WorkerEventData> }
  | { readonly event: "breaker"; readonly data: Raw<BreakerEventData> }
  | { readonly event: "alert"; readonly data: Raw<AlertEventData> }
  | { readonly event: "fleet"; readonly data: Raw<FleetEventData> };

export interface Entry {
  readonly sequence: number;
  readonly logged: LoggedEvent;
  /** What is sent, made once for all readers. */
  frame?: string;
}

/** Who is told. What it is told by must not throw. */
export interface Follower {
  readonly appended: () => void;
  readonly ended: () => void;
}

/** Where a reader continues: after a sequence, or anew because events in between are gone. */
export type Resume =
  | { readonly kind: "after"; readonly sequence: number }
  | { readonly kind: "reset"; readonly sequence: number; readonly reason: string };

/** The latest events in a ring. Readers keep their own place in it: none can make it grow. */
export class EventLog {
  readonly epoch: string;
  readonly #capacity: number;
  readonly #ring: Entry[] = [];
  readonly #followers = new Set<Follower>();
  #head = 0;

  /** @param name The hub's, among those that share its store. */
  constructor(startedAt: number, options: { capacity?: number; name?: string | undefined } = {}) {
    const { capacity = 10_000, name = "" } = options;
    this.epoch = epochOf(startedAt, name);
    this.#capacity = capacity;
  }

  /** The sequence of the latest event; 0 before the first. */
  get head(): number {
    return this.#head;
  }

  append(logged: LoggedEvent): void {
    this.#head += 1;
    this.#ring[this.#head % this.#capacity] = { sequence: this.#head, logged };
    for (const { appended } of this.#followers) appended();
  }

  follow(follower: Follower): void {
    this.#followers.add(follower);
  }

  /** Nothing more will happen: sends the readers away. */
  end(): void {
    for (const { ended } of this.#followers) ended();
  }

  /** The event after a sequence; `gone` when it was overwritten, undefined when there is none yet. */
  next(sequence: number, types?: ReadonlySet<EventType>): Entry | "gone" | undefined {
    if (sequence < this.#head - this.#capacity) return "gone";
    for (let at = sequence + 1; at <= this.#head; at++) {
      const entry = this.#ring[at % this.#capacity];
      if (entry !== undefined && (types === undefined || types.has(entry.logged.event))) return entry;
    }
    return undefined;
  }

  /** What a reader with this Last-Event-ID gets. */
  resume(lastEventId: string | undefined): Resume {
    const head = this.#head;
    if (lastEventId === undefined) return { kind: "after", sequence: head };
    const sequence = sequenceOf(lastEventId, this.epoch);
    if (sequence === undefined || sequence > head)
      return { kind: "reset", sequence: head, reason: "the hub was restarted since that event" };
    if (sequence < head - this.#capacity)
      return { kind: "reset", sequence: head, reason: "that event is too long ago" };
    return { kind: "after", sequence };
  }

  id(sequence: number): string {
    return formatEventId(this.epoch, sequence);
  }
}
