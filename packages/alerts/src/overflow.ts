/** Ids are short; with these many of them the set is a few megabytes. */
const MOST_IDS = 100_000;

/** What shares the alert beyond a rule's `maxAlerts`: that alert is over when the last of it is. */
export class Overflow {
  readonly #ids = new Set<string>();

  add(id: string): void {
    if (this.#ids.size < MOST_IDS) this.#ids.add(id);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** True when this was the last one. */
  remove(id: string): boolean {
    return this.#ids.delete(id) && this.#ids.size === 0;
  }
}
