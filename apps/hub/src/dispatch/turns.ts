import type { QueuedJob } from "../jobs/job.ts";

/** Lines remembered. One forgotten goes first once, which harms nobody. */
const MAX_LINES = 10_000;

/** Jobs of one type and priority stand in one line. */
export function lineOf({ priority, type }: Pick<QueuedJob, "priority" | "type">): string {
  return `${priority} ${type}`;
}

/** Which line was served when, so that turns go on from one claim to the next. */
export class Turns {
  readonly #last = new Map<string, number>();
  #count = 0;

  /** The lower, the longer ago; 0 for a line that was never served. */
  lastServed(line: string): number {
    return this.#last.get(line) ?? 0;
  }

  served(line: string): void {
    this.#count += 1;
    this.#last.delete(line);
    this.#last.set(line, this.#count);
    if (this.#last.size <= MAX_LINES) return;
    // A map keeps the order of insertion: the first is the one served longest ago.
    for (const oldest of this.#last.keys()) {
      this.#last.delete(oldest);
      return;
    }
  }
}
