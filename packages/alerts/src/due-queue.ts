interface Entry {
  readonly at: number;
  readonly key: string;
}

/** Keys by the time at which each is due: a binary heap. A key is due once, at the earliest time asked for. */
export class DueQueue {
  readonly #heap: Entry[] = [];
  readonly #due = new Map<string, number>();

  /** Times of `Infinity` are never due. */
  add(key: string, at: number): void {
    if (at === Infinity || (this.#due.get(key) ?? Infinity) <= at) return;
    this.#due.set(key, at);
    this.#heap.push({ at, key });
    this.#up(this.#heap.length - 1);
  }

  /** The earliest time, `Infinity` when nothing is due ever. */
  get nextAt(): number {
    this.#dropStale();
    return this.#heap[0]?.at ?? Infinity;
  }

  /** Takes out one key that is due. */
  take(now: number): string | undefined {
    if (this.nextAt > now) return undefined;
    const entry = this.#pop();
    if (entry !== undefined) this.#due.delete(entry.key);
    return entry?.key;
  }

  has(key: string): boolean {
    return this.#due.has(key);
  }

  delete(key: string): void {
    this.#due.delete(key);
  }

  #dropStale(): void {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || this.#due.get(first.key) === first.at) return;
      this.#pop();
    }
  }

  #pop(): Entry | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#down();
    }
    return first;
  }

  #up(from: number): void {
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#swapIfEarlier(i, parent)) return;
      i = parent;
    }
  }

  #down(): void {
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      const right = left + 1;
      const child = this.#at(right) < this.#at(left) ? right : left;
      if (!this.#swapIfEarlier(child, i)) return;
      i = child;
    }
  }

  #at(i: number): number {
    return this.#heap[i]?.at ?? Infinity;
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const below = this.#heap[child];
    const above = this.#heap[parent];
    if (below === undefined || above === undefined || below.at >= above.at) return false;
    this.#heap[child] = above;
    this.#heap[parent] = below;
    return true;
  }
}
