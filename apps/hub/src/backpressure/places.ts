/**
 * Room for so many. A place is held from the request until it is taken or given up, so that many requests at
 * once cannot find the same one free.
 */
export class Places {
  readonly #limit: () => number;
  readonly #taken: () => number;
  #held = 0;

  constructor(limit: () => number, taken: () => number) {
    this.#limit = limit;
    this.#taken = taken;
  }

  /** Holds a place; undefined when there is none. To be released once it is taken, or not needed. */
  hold(): (() => void) | undefined {
    if (this.#taken() + this.#held >= this.#limit()) return undefined;
    this.#held += 1;
    return () => {
      this.#held -= 1;
    };
  }
}
