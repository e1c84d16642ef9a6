import { type BreakerEvents, type BreakerListener, EVENT_NAMES } from "./events.ts";
import { tell } from "./guard.ts";

type EventName = keyof BreakerEvents;

interface Entry {
  readonly listener: (event: never) => void;
}

interface Emission {
  readonly event: EventName;
  readonly data: BreakerEvents[EventName];
}

/**
 * Hands events to listeners and then to the parent's, in order even when a listener causes the next one.
 * Without listeners it holds nothing, and asking `wants` is all that an event costs.
 */
export class Emitter {
  #parent: Emitter | undefined;
  #listeners: Partial<Record<EventName, Set<Entry>>> | undefined;
  #queue: Emission[] | undefined;

  constructor(parent?: Emitter) {
    this.#parent = parent;
  }

  on<E extends EventName>(event: E, listener: BreakerListener<E>): () => void {
    if (!EVENT_NAMES.includes(event)) {
      throw new TypeError(`Unknown event ${JSON.stringify(event)}: there are ${EVENT_NAMES.join(", ")}`);
    }
    if (typeof listener !== "function") {
      throw new TypeError(`A listener must be a function, received ${typeof listener}`);
    }
    const entries = ((this.#listeners ??= {})[event] ??= new Set<Entry>());
    // An entry of its own, so that a listener added twice is called twice and removed one by one.
    const entry: Entry = { listener };
    entries.add(entry);
    return () => {
      entries.delete(entry);
    };
  }

  wants(event: EventName): boolean {
    const own = this.#listeners?.[event];
    return (own !== undefined && own.size > 0) || this.#parent?.wants(event) === true;
  }

  emit<E extends EventName>(event: E, data: BreakerEvents[E]): void {
    if (!this.wants(event)) return;
    if (this.#queue !== undefined) {
      this.#queue.push({ event, data });
      return;
    }
    const queue: Emission[] = (this.#queue = [{ event, data }]);
    // Nothing in here throws: what listeners throw is caught one by one.
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const { listener } of Array.from(this.#listeners?.[next.event] ?? [])) {
        tell(`A ${next.event} listener`, listener as (event: BreakerEvents[EventName]) => unknown, next.data);
      }
      this.#parent?.emit(next.event, next.data);
    }
    this.#queue = undefined;
  }

  /** The parent hears no more. */
  detach(): void {
    this.#parent = undefined;
  }
}
