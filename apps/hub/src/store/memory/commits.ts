import { StoreError } from "../port.ts";
import type { MemoryDisk } from "./disk.ts";
import { Transaction } from "./transaction.ts";

interface Pending {
  readonly work: (transaction: Transaction) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes happen later, all that are pending at once, and are answered when they happened: as with a disk
 * that takes its time. A work that throws is undone alone.
 */
export class Commits {
  #state: "open" | "closed" | "crashed" = "open";
  #pending: Pending[] = [];
  #scheduled = false;
  readonly #disk: MemoryDisk;
  readonly #defer: (flush: () => void) => void;

  constructor(disk: MemoryDisk, defer: (flush: () => void) => void) {
    this.#disk = disk;
    this.#defer = defer;
  }

  write<T>(work: (transaction: Transaction) => T): Promise<T> {
    return this.#answer<T>((resolve, reject) => {
      let answer: T;
      this.#pending.push({
        work: (transaction) => {
          answer = work(transaction);
        },
        resolve: () => resolve(answer),
        reject,
      });
      this.#schedule();
    });
  }

  read<T>(work: () => T): Promise<T> {
    return this.#answer((resolve) => resolve(work()));
  }

  /** Commits what is pending, and refuses what comes later. */
  close(): void {
    if (this.#state !== "open") return;
    this.#state = "closed";
    this.#flush();
  }

  /** Forgets what is pending, and never answers any more. */
  crash(): void {
    this.#state = "crashed";
    this.#pending = [];
  }

  #answer<T>(start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void): Promise<T> {
    if (this.#state === "crashed") return new Promise(() => {});
    if (this.#state === "closed") return Promise.reject(new StoreError("closed", "the store is closed"));
    return new Promise(start);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#defer(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    for (const { work, resolve, reject } of this.#pending.splice(0)) {
      const transaction = new Transaction(this.#disk);
      try {
        work(transaction);
      } catch (error) {
        transaction.rollBack();
        reject(error);
        continue;
      }
      resolve();
    }
  }
}
