interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** An invariant is broken. The name says which: shrinking keeps to failures of the same name. */
export class Violation extends Error {
  readonly invariant: string;
  constructor(invariant: string, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

/**
 * Virtual time: one queue of everything that happens. Between two events all that follows from the first
 * one without time passing has run, so a seed decides the whole course.
 */
export class World {
  /** Milliseconds since the beginning. */
  now = 0;
  events = 0;
  violation: Violation | undefined;
  readonly lines: string[] = [];
  readonly logging: boolean;
  readonly #heap: Event[] = [];
  #order = 0;

  constructor(logging: boolean) {
    this.logging = logging;
  }

  /** @returns what takes the event back. */
  after(delayMs: number, run: () => void): () => void {
    const at = this.now + Math.max(0, delayMs);
    const event: Event = { at, order: (this.#order += 1), run, cancelled: false };
    push(this.#heap, event);
    return () => {
      event.cancelled = true;
    };
  }

  /** The first one counts. It does not throw, since whoever is called here may catch. */
  fail(invariant: string, message: string): void {
    if (this.violation !== undefined) return;
    this.log("invariant", () => `${invariant}: ${message}`);
    this.violation = new Violation(invariant, message);
  }

  log(who: string, what: () => string): void {
    if (this.logging && this.violation === undefined)
      this.lines.push(`${(this.now / 1000).toFixed(3).padStart(9)} ${who.padEnd(9)} ${what()}`);
  }

  /** Runs events until `done`, until the time is `until`, or until an invariant breaks. */
  async run(until: number, done: () => boolean = () => false): Promise<void> {
    await drained();
    while (this.violation === undefined && !done()) {
      const event = this.#heap[0];
      if (event === undefined || event.at > until) {
        this.now = Math.max(this.now, until);
        return;
      }
      pop(this.#heap);
      if (event.cancelled) continue;
      this.now = event.at;
      this.events += 1;
      event.run();
      await drained();
    }
  }
}

/**
 * Resolves when no promise has anything left to do: Node runs what was put on its tick queue once the queue
 * of promises is empty. Far cheaper than a turn of the event loop, and nothing else gets in between.
 */
function drained(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

function before(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function push(heap: Event[], event: Event): void {
  let index = heap.push(event) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Event;
    if (!before(event, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Event, heap[child] as Event)) child += 1;
    if (!before(heap[child] as Event, last)) break;
    heap[index] = heap[child] as Event;
    index = child;
  }
  heap[index] = last;
}
