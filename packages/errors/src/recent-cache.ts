/** Remembers at least the last `size` keys that were used, and at most twice as many. */
export class RecentCache<V> {
  readonly #size: number;
  #young: Map<string, V> = new Map();
  #old: Map<string, V> = new Map();

  constructor(size: number) {
    this.#size = size;
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
