import type { DeadlinePolicy } from "./deadline-policy.ts";
import { Page, rowsFor } from "./page.ts";
import type { Worker, WorkerInfo } from "./worker.ts";

/**
 * Where each worker lies: a slot is the number of its page and its row in there. Pages are added as the
 * fleet grows, so nothing is ever copied, and slots of workers that left are used again.
 */
export class WorkerTable {
  readonly pages: Page[] = [];
  /** In the order of registration. */
  readonly slots: Map<string, number> = new Map();
  readonly policy: DeadlinePolicy;
  readonly #shift: number;
  readonly #free: number[] = [];
  #used = 0;

  constructor(policy: DeadlinePolicy) {
    this.policy = policy;
    this.#shift = Math.log2(rowsFor(policy.memorySize));
  }

  get size(): number {
    return this.slots.size;
  }

  /** The slot must be one that is or was in use. */
  pageOf(slot: number): Page {
    const page = this.pages[slot >>> this.#shift];
    if (!page) throw new RangeError(`No page holds the slot ${slot}.`);
    return page;
  }

  rowOf(slot: number): number {
    return slot & ((1 << this.#shift) - 1);
  }

  add(id: string, info: WorkerInfo | undefined, intervalMs: number, now: number): void {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot >>> this.#shift === this.pages.length) this.pages.push(new Page(1 << this.#shift, this.policy));
    this.slots.set(id, slot);
    this.pageOf(slot).begin(this.rowOf(slot), id, info, intervalMs, now);
  }

  remove(id: string): boolean {
    const slot = this.slots.get(id);
    if (slot === undefined) return false;
    this.pageOf(slot).end(this.rowOf(slot));
    this.#free.push(slot);
    return this.slots.delete(id);
  }

  /** What is known of the worker beyond its good heartbeats, if there is anything. */
  recordOf(id: string): Worker | undefined {
    const slot = this.slots.get(id);
    return slot === undefined ? undefined : this.pageOf(slot).records?.[this.rowOf(slot)];
  }

  /** Calls back for each worker, page by page. A callback may not add or remove workers. */
  scan(visit: (page: Page, row: number, id: string) => void): void {
    for (const page of this.pages) {
      const { ids } = page;
      for (let row = 0; row < ids.length; row++) {
        const id = ids[row];
        if (id !== undefined) visit(page, row, id);
      }
    }
  }

  /** Every record there is, in no order that means anything. */
  records(): Worker[] {
    return this.pages.flatMap(({ records = [] }) => records.filter((record) => record !== undefined));
  }
}
