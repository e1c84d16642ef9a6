import { RecordRing } from "./record-ring.ts";
import type { ErrorRecord } from "./types.ts";
import { CATEGORIES } from "./vocabulary.ts";
import type { ErrorCategory } from "./vocabulary.ts";

interface Stored {
  readonly atMs: number;
  readonly order: number;
  readonly record: ErrorRecord;
}

export interface StoreLimits {
  maxErrorsPerCategory: number;
  retentionMs: number;
}

/** The newest records of each category, and which of them belong together. */
export class RecordStore {
  readonly #retentionMs: number;
  readonly #rings: ReadonlyMap<ErrorCategory, RecordRing<Stored>>;
  // Holds exactly the records of the rings, so it needs no bound of its own.
  readonly #correlated: Map<string, Set<ErrorRecord>> = new Map();
  #order = 0;

  constructor(limits: StoreLimits) {
    this.#retentionMs = limits.retentionMs;
    this.#rings = new Map(
      CATEGORIES.map((category) => [category, new RecordRing<Stored>(limits.maxErrorsPerCategory)]),
    );
  }

  /** Correlation ids that lead to a record. */
  get correlations(): number {
    return this.#correlated.size;
  }

  add(atMs: number, record: ErrorRecord): void {
    this.expire(atMs);
    this.#order += 1;
    this.#forget(this.#rings.get(record.category)?.push({ atMs, order: this.#order, record }));
    if (record.correlationId === undefined) return;
    const group = this.#correlated.get(record.correlationId) ?? new Set();
    this.#correlated.set(record.correlationId, group.add(record));
  }

  /** Drops what is older than the retention. */
  expire(nowMs: number): void {
    for (const ring of this.#rings.values()) {
      for (
        let oldest = ring.oldest();
        oldest && oldest.atMs < nowMs - this.#retentionMs;
        oldest = ring.oldest()
      ) {
        this.#forget(ring.shift());
      }
    }
  }

  /** Newest first, merged from the categories: costs the records returned. */
  newest(categories: readonly ErrorCategory[], limit: number): ErrorRecord[] {
    const heads = categories.flatMap((category) => {
      const ring = this.#rings.get(category);
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

  #forget(stored: Stored | undefined): void {
    const id = stored?.record.correlationId;
    if (!stored || id === undefined) return;
    const group = this.#correlated.get(id);
    group?.delete(stored.record);
    if (group?.size === 0) this.#correlated.delete(id);
  }
}
