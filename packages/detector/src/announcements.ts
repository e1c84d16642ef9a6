import { Announcer, subscribe, type Listener } from "./announcer.ts";
import type { EventStreamOptions } from "./event-stream-options.ts";
import { EventStream } from "./event-stream.ts";
import type {
  ClearedEvent,
  DetectorEvent,
  FleetSuspectEvent,
  StatusChangeEvent,
  SuspectedEvent,
  WorkerFailedEvent,
} from "./events.ts";

/** Every kind of event with a callback of its own. */
interface Events {
  "status-change": StatusChangeEvent;
  "worker-failed": WorkerFailedEvent;
  "fleet-suspect": FleetSuspectEvent;
  suspected: SuspectedEvent;
  cleared: ClearedEvent;
}

type Kind = keyof Events;

/** Who wants to hear what: callbacks for one kind of event, and streams of all. */
export class Announcements {
  readonly #announcer: Announcer;
  readonly #listeners: { readonly [K in Kind]: Set<Listener<Events[K]>> } = {
    "status-change": new Set(),
    "worker-failed": new Set(),
    "fleet-suspect": new Set(),
    suspected: new Set(),
    cleared: new Set(),
  };
  readonly #streams: Set<EventStream> = new Set();

  constructor(onError: (error: unknown) => void) {
    this.#announcer = new Announcer(onError);
  }

  /** Returns the function that unsubscribes. */
  on<K extends Kind>(kind: K, callback: (event: Events[K]) => void): () => void {
    return subscribe<Events[K]>(this.#listeners[kind], callback);
  }

  /** From now on, and not only from the first read on. */
  stream(options: EventStreamOptions): AsyncIterableIterator<DetectorEvent> {
    const stream = new EventStream(options, () => void this.#streams.delete(stream));
    if (!stream.ended) this.#streams.add(stream);
    return stream;
  }

  /** Ends every stream, once what it holds is read. */
  endStreams(): void {
    for (const stream of this.#streams) stream.end();
  }

  /** Puts an event in line. `make` is not called when nobody listens. */
  add<K extends Kind>(kind: K, make: () => Events[K]): void {
    const listeners = this.#listeners[kind];
    if (listeners.size + this.#streams.size === 0) return;
    const event = make();
    this.#announcer.add(listeners, event);
    // The kind and its event belong together, which TypeScript cannot follow through the generic.
    for (const stream of this.#streams) stream.push({ type: kind, ...event } as DetectorEvent);
  }

  /** Calls the callbacks for all that is in line, in the order in which it happened. */
  tell(): void {
    this.#announcer.tell();
  }
}
