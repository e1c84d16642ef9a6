/** Items of one chunk at the most: moving that many to make room costs about as much as finding the place. */
const CHUNK = 512;

/**
 * Items in order, found by their order. Two different items must never compare as equal. They lie in chunks,
 * so that adding and removing costs the same among a hundred items as among a million.
 */
export class SortedList<T> implements Iterable<T> {
  /** Never an empty one. */
  readonly #chunks: T[][] = [];
  readonly #compare: (one: T, other: T) => number;
  #size = 0;

  constructor(compare: (one: T, other: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#chunks[0]?.[0];
  }

  add(item: T): void {
    this.#size += 1;
    const at = Math.min(this.#chunkOf(item), this.#chunks.length - 1);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return void this.#chunks.push([item]);
    chunk.splice(this.#positionIn(chunk, item), 0, item);
    // A list that grows at its end, as most do, leaves full chunks behind.
    const half = at === this.#chunks.length - 1 ? CHUNK : CHUNK / 2;
    if (chunk.length > CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(half));
  }

  /** The item must be as it was when it was added. */
  remove(item: T): void {
    const at = this.#chunkOf(item);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return;
    const position = this.#positionIn(chunk, item);
    if (chunk[position] !== item) return;
    this.#size -= 1;
    chunk.splice(position, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  *[Symbol.iterator](): Generator<T> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  *backwards(): Generator<T> {
    for (let at = this.#chunks.length - 1; at >= 0; at--) yield* this.#chunks[at]?.toReversed() ?? [];
  }

  /** The first item for which not `isBefore`, which must be false for all after one that fails. */
  firstAfter(isBefore: (item: T) => boolean): T | undefined {
    const chunk = this.#chunks[partition(this.#chunks, (each) => isBefore(each.at(-1) as T))];
    return chunk?.[partition(chunk, isBefore)];
  }

  take(limit: number): T[] {
    return this.takeWhile(() => true, limit);
  }

  /** The first items for which `holds`, which must be false for all that come after one that fails. */
  takeWhile(holds: (item: T) => boolean, limit: number): T[] {
    const taken: T[] = [];
    for (const item of this) {
      if (taken.length >= limit || !holds(item)) break;
      taken.push(item);
    }
    return taken;
  }

  /** The chunk where the item stands, or would: the first whose last item is not before it. */
  #chunkOf(item: T): number {
    return partition(this.#chunks, (chunk) => this.#compare(chunk.at(-1) as T, item) < 0);
  }

  #positionIn(chunk: readonly T[], item: T): number {
    return partition(chunk, (each) => this.#compare(each, item) < 0);
  }
}

/** How many items come first for which `isBefore`, which must be false for all after one that fails. */
function partition<T>(items: readonly T[], isBefore: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
