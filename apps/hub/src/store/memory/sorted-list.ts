/** Items in order, found by their order. Two different items must never compare as equal. */
export class SortedList<T> {
  readonly #items: T[] = [];
  readonly #compare: (one: T, other: T) => number;

  constructor(compare: (one: T, other: T) => number) {
    this.#compare = compare;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  get all(): readonly T[] {
    return this.#items;
  }

  add(item: T): void {
    this.#items.splice(this.#position(item), 0, item);
  }

  /** The item must be as it was when it was added. */
  remove(item: T): void {
    const position = this.#position(item);
    if (this.#items[position] === item) this.#items.splice(position, 1);
  }

  take(limit: number): T[] {
    return this.#items.slice(0, limit);
  }

  /** The first items for which `holds`, which must be false for all that come after one that fails. */
  takeWhile(holds: (item: T) => boolean, limit: number): T[] {
    const taken: T[] = [];
    for (const item of this.#items) {
      if (taken.length >= limit || !holds(item)) break;
      taken.push(item);
    }
    return taken;
  }

  /** Where the item stands, or would. */
  #position(item: T): number {
    let [low, high] = [0, this.#items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#items[middle] as T, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
