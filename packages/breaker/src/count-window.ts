import type { SavedWindow } from "./trip.ts";

/** Counts hits among a number of calls or in a stretch of time. */
export interface Window {
  readonly calls: number;
  readonly hits: number;
  add(hit: boolean, now: number): void;
  save(now: number): SavedWindow;
}

/**
 * The latest `size` calls: a ring of outcomes with a running sum. Adding one costs the same whatever the size.
 * The ring, one byte a call, is made with the first call.
 */
export class CountWindow implements Window {
  calls = 0;
  hits = 0;
  readonly #size: number;
  #ring: Uint8Array | undefined;
  #next = 0;

  constructor(size: number, saved?: SavedWindow) {
    this.#size = size;
    const outcomes = saved?.["outcomes"];
    if (typeof outcomes !== "string") return;
    for (const outcome of outcomes.slice(-size)) this.add(outcome === "x");
  }

  add(hit: boolean): void {
    const ring = (this.#ring ??= new Uint8Array(this.#size));
    const value = hit ? 1 : 0;
    if (this.calls === this.#size) this.hits -= ring[this.#next] ?? 0;
    else this.calls += 1;
    ring[this.#next] = value;
    this.hits += value;
    this.#next = this.#next + 1 === this.#size ? 0 : this.#next + 1;
  }

  /** One character for each call, oldest first: "x" is a hit. */
  save(): SavedWindow {
    const ring = this.#ring ?? new Uint8Array(0);
    const first = this.calls === this.#size ? this.#next : 0;
    let outcomes = "";
    for (let i = 0; i < this.calls; i += 1) outcomes += ring[(first + i) % this.#size] === 1 ? "x" : ".";
    return { outcomes };
  }
}
