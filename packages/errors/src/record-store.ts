import { RecordRing } from "./record-ring.ts";
import { sizeOf } from "./record-size.ts";
import type { ErrorRecord } from "./types.ts";

interface Stored {
  readonly atMs: number;
  readonly order: number;
  readonly bytes: number;
  readonly record: ErrorRecord;
}

interface Shelf {
  readonly ring: RecordRing<Stored>;
  bytes: number;
}

export interface StoreLimits {
  maxErrorsPerCategory: number;
  /** Of all records together. */
  maxBytes: number;
  retentionMs: number;
}

/** The newest records of each category, and which of them belong together. */
export class RecordStore {
  readonly #limits: StoreLimits;
  readonly #shelves: ReadonlyMap<string, Shelf>;
  // Holds exactly the records of the rings, so it needs no bound of its own.
  readonly #correlated: Map<string, Set<ErrorRecord>> = new Map();
  #order = 0;
  #bytes = 0;

  constructor(categories: readonly string[], limits: StoreLimits) {
    this.#limits = limits;
    this.#shelves = new Map(
      categories.map((category) => [
        category,
        { ring: new RecordRing<Stored>(limits.maxErrorsPerCategory), bytes: 0 },
      ]),
    );
  }

  /** Correlation ids that lead to a record. */
  get correlations(): number {
    return this.#correlated.size;
  }

  /** By estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  add(atMs: number, record: ErrorRecord): void {
    this.expire(atMs);
    const shelf = this.#shelves.get(record.category);
    if (shelf === undefined) return;
    const bytes = sizeOf(record);
    this.#order += 1;
    this.#bytes += bytes;
    shelf.bytes += bytes;
    this.#forget(shelf, shelf.ring.push({ atMs, order: this.#order, bytes, record }));
    if (record.correlationId !== undefined) {
      const group = this.#correlated.get(record.correlationId) ?? new Set();
      this.#correlated.set(record.correlationId, group.add(record));
    }
    while (this.#bytes > this.#limits.maxBytes && this.#dropFromLargest());
  }

  /** Drops what is older than the retention. */
  expire(nowMs: number): void {
    for (const shelf of this.#shelves.values()) {
      for (
        let oldest = shelf.ring.oldest();
        oldest && oldest.atMs < nowMs - this.#limits.retentionMs;
        oldest = shelf.ring.oldest()
      ) {
        this.#forget(shelf, shelf.ring.shift());
      }
    }
  }

  /** Newest first, merged from the categories: costs the records returned. */
  newest(categories: readonly string[], limit: number): ErrorRecord[] {
    const heads = categories.flatMap((category) => {
      const ring = this.#shelves.get(category)?.ring;
      return ring ? [{ ring, back: 0 }] : [];
    });
    const records: ErrorRecord[] = [];
    while (records.length < limit) {
      let best: { head: (typeof heads)[number]; stored: Stored } | undefined;
      for (const head of heads) {
        const stored = head.ring.fromNewest(head.back);
        if (stored && stored.order > (best?.stored.order ?? 0)) best = { head, stored };
      }
      if (!best) break;
      best.head.back += 1;
      records.push(best.stored.record);
    }
    return records;
  }

  /** In the order they were recorded. */
  correlated(correlationId: string): ErrorRecord[] {
    return [...(this.#correlated.get(correlationId) ?? [])];
  }

  // The newest record stays, however large it is.
  #dropFromLargest(): boolean {
    let largest: Shelf | undefined;
    for (const shelf of this.#shelves.values()) {
      if (shelf.ring.size > 1 && shelf.bytes > (largest?.bytes ?? 0)) largest = shelf;
    }
    if (largest !== undefined) this.#forget(largest, largest.ring.shift());
    return largest !== undefined;
  }

  #forget(shelf: Shelf, stored: Stored | undefined): void {
    if (stored === undefined) return;
    shelf.bytes -= stored.bytes;
    this.#bytes -= stored.bytes;
    const id = stored.record.correlationId;
    if (id === undefined) return;
    const group = this.#correlated.get(id);
    group?.delete(stored.record);
    if (group?.size === 0) this.#correlated.delete(id);
  }
}
