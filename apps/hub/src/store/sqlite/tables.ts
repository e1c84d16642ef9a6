import type { DatabaseSync } from "node:sqlite";
import type { JobState } from "@pigeon/protocol";
import { LiveJobs } from "./live-jobs.ts";
import { SQL } from "./sql.ts";
import { Statements } from "./statements.ts";

/** The database with what is kept of it in memory while a transaction goes on, and after it. */
export class Tables {
  readonly statements: Statements;
  readonly live: LiveJobs;
  /** How many jobs more or fewer each state has than `job_counts` says. */
  readonly #counts = new Map<JobState, number>();
  #lastSeq: number | undefined;

  constructor(db: DatabaseSync, live: LiveJobs = new LiveJobs()) {
    this.statements = new Statements(db);
    this.live = live;
  }

  /** The first of so many sequence numbers that no job has. */
  takeSeqs(count: number): number {
    const [last] = this.#lastSeq === undefined ? this.#readLastSeq() : [this.#lastSeq];
    this.#lastSeq = last + count;
    return last + 1;
  }

  count(state: JobState, change: number): void {
    this.#counts.set(state, (this.#counts.get(state) ?? 0) + change);
  }

  /** Writes what was counted: once for all works that share a transaction. */
  finish(): void {
    for (const [state, change] of this.#counts)
      if (change !== 0) this.statements.run(SQL.count, change, state);
    this.#counts.clear();
  }

  /** After anything was undone: nothing in memory may rest on it. */
  undone(): void {
    this.#counts.clear();
    this.#lastSeq = undefined;
    this.live.forget();
  }

  #readLastSeq(): [number] {
    return this.statements.query<[number]>(SQL.lastSeq).get() ?? [0];
  }
}
