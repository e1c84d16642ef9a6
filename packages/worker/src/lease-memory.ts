/**
 * At least the last `capacity` lease ids taken, and at most twice as many, so that a repeated push does
 * not run an attempt twice.
 */
export class LeaseMemory {
  readonly #capacity: number;
  // Two generations: deleting the oldest entry of one large Set again and again is slow in V8.
  #young: Set<string> = new Set();
  #old: ReadonlySet<string> = new Set();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  has(leaseId: string): boolean {
    return this.#young.has(leaseId) || this.#old.has(leaseId);
  }

  add(leaseId: string): void {
    this.#young.add(leaseId);
    if (this.#young.size < this.#capacity) return;
    this.#old = this.#young;
    this.#young = new Set();
  }
}
