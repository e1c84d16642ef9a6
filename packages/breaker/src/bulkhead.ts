/** Begins a call that waited. It takes its place itself, with `enter`, unless it is turned away. */
export type Waiter = () => void;

/** Places for calls under way, and a bounded queue of those that wait for one, first come, first served. */
export class Bulkhead {
  readonly maxConcurrent: number;
  readonly #maxQueued: number;
  readonly #waiting = new Set<Waiter>();
  #active = 0;

  constructor(maxConcurrent: number, maxQueued: number) {
    this.maxConcurrent = maxConcurrent;
    this.#maxQueued = maxQueued;
  }

  /** Whether no place is free. */
  get full(): boolean {
    return this.#active >= this.maxConcurrent;
  }

  /** Whether one more may wait. */
  get queues(): boolean {
    return this.#waiting.size < this.#maxQueued;
  }

  enter(): void {
    this.#active += 1;
  }

  leave(): void {
    this.#active -= 1;
    while (this.#active < this.maxConcurrent) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      this.#waiting.delete(next);
      next();
    }
  }

  wait(waiter: Waiter): void {
    this.#waiting.add(waiter);
  }

  stopWaiting(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }

  /** Lets all who wait begin at once, for when none of them will get a place. */
  flush(): void {
    const waiters = [...this.#waiting];
    this.#waiting.clear();
    for (const waiter of waiters) waiter();
  }
}
