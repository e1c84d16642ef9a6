import type { StoredWorker } from "../port.ts";
import type { Kept, MemoryDisk } from "./disk.ts";

/** Changes of a disk that can be taken back. */
export class Transaction {
  readonly #disk: MemoryDisk;
  readonly #undo: (() => void)[] = [];

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  put(kept: Kept): void {
    this.#replace(kept.job.id, kept);
  }

  remove(jobId: string): void {
    this.#replace(jobId, undefined);
  }

  putWorker(workerId: string, worker: StoredWorker | undefined): void {
    const { workers } = this.#disk;
    const before = workers.get(workerId);
    const set = (to: StoredWorker | undefined) =>
      void (to === undefined ? workers.delete(workerId) : workers.set(workerId, to));
    set(worker);
    this.#undo.push(() => set(before));
  }

  rollBack(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  #replace(jobId: string, kept: Kept | undefined): void {
    const before = this.#disk.replace(jobId, kept);
    this.#undo.push(() => this.#disk.replace(jobId, before));
  }
}
