import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** A row as the values of its columns: as an object it would cost twice as much. */
export type Row = readonly SQLInputValue[];

/** A prepared statement whose rows have a known shape. */
export interface Query<Result extends Row> {
  all(...values: SQLInputValue[]): Result[];
  get(...values: SQLInputValue[]): Result | undefined;
}

/** Rows that one statement inserts: more in one gain nothing. */
const ROWS_AT_ONCE = 10;
/** From so many on, one statement with a list deletes them faster than one for each. */
const LISTED_DELETE = 4;

/** Prepares each SQL text once and keeps it. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #single = new Map<string, StatementSync>();
  readonly #several = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  query<Result extends Row>(sql: string): Query<Result> {
    const statement = this.#prepare(sql);
    const all = (...values: SQLInputValue[]): Result[] => {
      const rows: unknown[] = statement.all(...values);
      // Node.js 22 before 22.16 gives objects only.
      return (Array.isArray(rows[0]) ? rows : rows.map((row) => Object.values(row as object))) as Result[];
    };
    return { all, get: (...values) => all(...values)[0] };
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** `into` ends before the word VALUES. All rows are of the same width. */
  insert(into: string, rows: readonly Row[]): void {
    let done = 0;
    if (rows.length >= ROWS_AT_ONCE) {
      const several = this.#inserting(this.#several, into, rows, ROWS_AT_ONCE);
      for (; done + ROWS_AT_ONCE <= rows.length; done += ROWS_AT_ONCE)
        several.run(...rows.slice(done, done + ROWS_AT_ONCE).flat());
    }
    if (done === rows.length) return;
    const single = this.#inserting(this.#single, into, rows, 1);
    for (const row of done === 0 ? rows : rows.slice(done)) single.run(...row);
  }

  delete(table: "jobs" | "queue" | "leases" | "progress", seqs: readonly number[]): void {
    if (seqs.length >= LISTED_DELETE) {
      const sql = `DELETE FROM ${table} WHERE seq IN (SELECT value FROM json_each(?))`;
      this.run(sql, JSON.stringify(seqs));
    } else for (const seq of seqs) this.run(`DELETE FROM ${table} WHERE seq = ?`, seq);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      if ("setReturnArrays" in statement) statement.setReturnArrays(true);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  #inserting(
    prepared: Map<string, StatementSync>,
    into: string,
    rows: readonly Row[],
    count: number,
  ): StatementSync {
    let statement = prepared.get(into);
    if (statement === undefined) {
      const tuple = `(${rows[0]?.map(() => "?").join(", ")})`;
      statement = this.#db.prepare(`${into} VALUES ${Array<string>(count).fill(tuple).join(", ")}`);
      prepared.set(into, statement);
    }
    return statement;
  }
}
