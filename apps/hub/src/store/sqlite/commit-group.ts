import type { DatabaseSync, StatementSync } from "node:sqlite";
import { UNWATCHED, type CommitWatch } from "../commit-watch.ts";
import { StoreError } from "../port.ts";
import { asStoreError } from "./failures.ts";

interface Pending {
  readonly work: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Works that join one transaction at the most: bounds how long the event loop waits for a commit. */
const MAX_WORKS = 500;

/** What is in memory about a transaction that is under way. */
export interface Memory {
  /** Writes what it held back. */
  finish(): void;
  /** Some of what it knows was undone. */
  undone(): void;
}
const NOTHING: Memory = { finish: () => {}, undone: () => {} };

/**
 * Lets concurrent writes share one transaction and its one fsync. A promise resolves after the commit, so
 * an answer still means "on disk". A work that throws is undone alone; the others go on: they are done again,
 * each under a savepoint, which in the rule would cost more than the works. So a work must be able to run twice.
 */
export class CommitGroup {
  #pending: Pending[] = [];
  #scheduled = false;
  #closed = false;
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #defer: (flush: () => void) => void;

  readonly #memory: Memory;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #watch: CommitWatch;

  constructor(
    db: DatabaseSync,
    file: string,
    defer: (flush: () => void) => void,
    memory: Memory = NOTHING,
    watch: CommitWatch = UNWATCHED,
  ) {
    this.#db = db;
    this.#file = file;
    this.#defer = defer;
    this.#memory = memory;
    this.#watch = watch;
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
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
    const startedAt = this.#watch.now();
    let working = false;
    try {
      this.#begin.run();
      working = true;
      for (const pending of group) pending.work();
      working = false;
      this.#memory.finish();
      this.#commit.run();
    } catch (error) {
      if (working && group.length > 1) {
        this.#undo();
        this.#oneByOne(group);
      } else this.#refuse(group, error);
      return;
    }
    this.#watch.committed(group.length, this.#watch.now() - startedAt);
    for (const pending of group) pending.resolve();
  }

  #oneByOne(group: readonly Pending[]): void {
    const done: Pending[] = [];
    try {
      this.#begin.run();
      for (const pending of group) if (this.#attempt(pending)) done.push(pending);
      this.#commit.run();
    } catch (error) {
      this.#refuse(group, error);
      return;
    }
    for (const pending of done) pending.resolve();
  }

  #refuse(group: readonly Pending[], error: unknown): void {
    // First of all, since undoing can fail too and nobody may be left without an answer.
    const failure = asStoreError(error, this.#file);
    for (const pending of group) pending.reject(failure);
    this.#undo();
  }

  /** A transaction that cannot be undone now makes the next one fail, which tries again. */
  #undo(): void {
    this.#memory.undone();
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
      this.#memory.finish();
    } catch (error) {
      // Errors like a full disk undo the whole transaction inside SQLite: then nobody's work is kept.
      if (!this.#db.isTransaction) throw error;
      this.#db.exec("ROLLBACK TO work; RELEASE work");
      this.#memory.undone();
      pending.reject(asStoreError(error, this.#file));
      return false;
    }
    this.#db.exec("RELEASE work");
    return true;
  }
}
