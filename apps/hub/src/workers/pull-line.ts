import type { OutgoingLease } from "./link.ts";

interface Waiting {
  readonly max: number;
  readonly answer: (leases: readonly OutgoingLease[]) => void;
}

/** A worker without an endpoint, waiting for leases with a long poll: one at a time, the newest counts. */
export class PullLine {
  #waiting: Waiting | undefined;

  /** How many leases could be handed over right now. */
  get open(): number {
    return this.#waiting?.max ?? 0;
  }

  /** Waits for leases, until `answer` is called with some, or with none when another poll takes its place. */
  wait(max: number, answer: (leases: readonly OutgoingLease[]) => void): () => void {
    this.#waiting?.answer([]);
    const waiting = { max, answer };
    this.#waiting = waiting;
    return () => {
      if (this.#waiting === waiting) this.#waiting = undefined;
    };
  }

  /** False when nobody waits any more, or not for so many. */
  hand(leases: readonly OutgoingLease[]): boolean {
    const waiting = this.#waiting;
    if (waiting === undefined || leases.length > waiting.max) return false;
    this.#waiting = undefined;
    waiting.answer(leases);
    return true;
  }
}
