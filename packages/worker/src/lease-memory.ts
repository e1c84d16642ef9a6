/** The last `capacity` lease ids taken, so that a repeated push does not run an attempt twice. */
export class LeaseMemory {
  readonly #capacity: number;
  readonly #ids: Set<string> = new Set();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  has(leaseId: string): boolean {
    return this.#ids.has(leaseId);
  }

  /** Remembers an id as the newest and forgets the oldest beyond the capacity. */
  add(leaseId: string): void {
    this.#ids.delete(leaseId);
    this.#ids.add(leaseId);
    if (this.#ids.size <= this.#capacity) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }
}
