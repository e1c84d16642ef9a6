import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../port.ts";
import { asStoreError } from "./failures.ts";

interface Pending {
  readonly work: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Works that join one transaction at the most: bounds how long the event loop waits for a commit. */
const MAX_WORKS = 500;

/**
 * Lets concurrent writes share one transaction and its one fsync. A promise resolves after the commit, so
 * an answer still means "on disk". A work that throws is undone alone; the others go on.
 */
export class CommitGroup {
  #pending: Pending[] = [];
  #scheduled = false;
  #closed = false;
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #defer: (flush: () => void) => void;

  constructor(db: DatabaseSync, file: string, defer: (flush: () => void) => void) {
    this.#db = db;
    this.#file = file;
    this.#defer = defer;
  }

  run<T>(work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError("closed", "the store is closed"));
    return new Promise<T>((resolve, reject) => {
      let answer: T;
      this.#pending.push({
        work: () => {
          answer = work();
        },
        resolve: () => resolve(answer),
        reject,
      });
      this.#schedule();
    });
  }

  /** Commits what is pending, and refuses what comes later. */
  close(): void {
    this.#closed = true;
    while (this.#pending.length > 0) this.#flush();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#defer(() => {
      this.#scheduled = false;
      if (this.#pending.length > 0) this.#flush();
      if (this.#pending.length > 0) this.#schedule();
    });
  }

  #flush(): void {
    const group = this.#pending.splice(0, MAX_WORKS);
    const done: Pending[] = [];
    try {
      this.#db.exec("BEGIN IMMEDIATE");
      if (group.length === 1) done.push(...alone(group));
      else for (const pending of group) if (this.#attempt(pending)) done.push(pending);
      this.#db.exec("COMMIT");
    } catch (error) {
      // First of all, since undoing can fail too and nobody may be left without an answer.
      const failure = asStoreError(error, this.#file);
      for (const pending of group) pending.reject(failure);
      this.#undo();
      return;
    }
    for (const pending of done) pending.resolve();
  }

  /** A transaction that cannot be undone now makes the next one fail, which tries again. */
  #undo(): void {
    try {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    } catch {
      // The failure that led here was told already.
    }
  }

  /** True when the work is part of the transaction now. Rethrows what ended the whole transaction. */
  #attempt(pending: Pending): boolean {
    this.#db.exec("SAVEPOINT work");
    try {
      pending.work();
    } catch (error) {
      // Errors like a full disk undo the whole transaction inside SQLite: then nobody's work is kept.
      if (!this.#db.isTransaction) throw error;
      this.#db.exec("ROLLBACK TO work; RELEASE work");
      pending.reject(asStoreError(error, this.#file));
      return false;
    }
    this.#db.exec("RELEASE work");
    return true;
  }
}

/** A work alone needs no savepoint: undoing it is undoing the transaction. */
function alone(group: readonly Pending[]): readonly Pending[] {
  for (const pending of group) pending.work();
  return group;
}
