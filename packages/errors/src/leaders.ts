import { HOUR_MS } from "./window.ts";

interface Place<T> {
  readonly key: string;
  readonly value: T;
}

/**
 * Which keys weigh most, in bounded memory. Replacement is that of space-saving (Metwally, Agrawal, El Abbadi
 * 2005): a newcomer takes the place of the lightest and inherits its weight, so that nothing heavier than the
 * total weight divided by the places is ever missed. Weights halve every hour, so that yesterday's flood
 * does not hold its places against today's.
 */
export class Leaders<T> {
  readonly #capacity: number;
  readonly #index: Map<string, number> = new Map();
  readonly #places: Place<T>[] = [];
  // Apart from the places: a flood of new keys searches all weights again and again.
  readonly #weights: Float64Array;
  #hour: number | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#weights = new Float64Array(capacity);
  }

  get size(): number {
    return this.#places.length;
  }

  /** The value of this key, made anew for a newcomer, after its weight has grown. */
  touch(atMs: number, key: string, weight: number, make: () => T): T {
    this.#age(Math.floor(atMs / HOUR_MS));
    let place = this.#index.get(key);
    if (place === undefined) {
      place = this.#places.length < this.#capacity ? this.#places.length : this.#vacate();
      this.#places[place] = { key, value: make() };
      this.#index.set(key, place);
    }
    this.#weights[place] = (this.#weights[place] ?? 0) + weight;
    return (this.#places[place] as Place<T>).value;
  }

  *values(): IterableIterator<T> {
    for (const { value } of this.#places) yield value;
  }

  /** All with their weights, the heaviest first. */
  ranked(): { key: string; value: T; weight: number }[] {
    return this.#places
      .map(({ key, value }, i) => ({ key, value, weight: this.#weights[i] ?? 0 }))
      .sort((a, b) => b.weight - a.weight);
  }

  #vacate(): number {
    let lightest = 0;
    for (let i = 1; i < this.#capacity; i++) {
      if ((this.#weights[i] ?? 0) < (this.#weights[lightest] ?? 0)) lightest = i;
    }
    const gone = this.#places[lightest];
    if (gone !== undefined) this.#index.delete(gone.key);
    return lightest;
  }

  #age(hour: number): void {
    const passed = hour - (this.#hour ?? hour);
    if (passed < 0) return;
    this.#hour = hour;
    if (passed === 0) return;
    for (let i = 0; i < this.#places.length; i++) this.#weights[i] = (this.#weights[i] ?? 0) * 2 ** -passed;
  }
}
