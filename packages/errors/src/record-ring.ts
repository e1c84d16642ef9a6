/** A queue of the newest `capacity` items: the oldest falls out when a further one is pushed. */
export class RecordRing<T> {
  readonly #capacity: number;
  readonly #items: (T | undefined)[] = [];
  #first = 0;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds the newest item and returns the one that had to go for it. */
  push(item: T): T | undefined {
    const dropped = this.#size === this.#capacity ? this.shift() : undefined;
    this.#items[(this.#first + this.#size) % this.#capacity] = item;
    this.#size += 1;
    return dropped;
  }

  oldest(): T | undefined {
    return this.#size === 0 ? undefined : this.#items[this.#first];
  }

  /** Removes and returns the oldest item. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#items[this.#first];
    this.#items[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#capacity;
    this.#size -= 1;
    return item;
  }

  /** The item `back` places before the newest: 0 is the newest. */
  fromNewest(back: number): T | undefined {
    if (back < 0 || back >= this.#size) return undefined;
    return this.#items[(this.#first + this.#size - 1 - back) % this.#capacity];
  }
}
