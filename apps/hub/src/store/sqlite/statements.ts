import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** A row as the values of its columns: as an object it would cost twice as much. */
export type Row = readonly SQLInputValue[];

/** A prepared statement whose rows have a known shape. */
export interface Query<Result extends Row> {
  all(...values: SQLInputValue[]): Result[];
  get(...values: SQLInputValue[]): Result | undefined;
}

/** What rows are inserted into: the statement up to its values, and how many columns it names. */
export interface Insert {
  readonly into: string;
  readonly columns: number;
}

/** Rows that one statement inserts: more in one gain nothing. */
const ROWS_AT_ONCE = 10;

/** Prepares each SQL text once and keeps it. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #single = new Map<Insert, StatementSync>();
  readonly #several = new Map<Insert, StatementSync>();

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

  /** The values of all rows, one row after the other. */
  insert(into: Insert, values: readonly SQLInputValue[]): void {
    const { columns } = into;
    const many = columns * ROWS_AT_ONCE;
    let done = 0;
    for (; done + many <= values.length; done += many)
      this.#inserting(this.#several, into, ROWS_AT_ONCE).run(...values.slice(done, done + many));
    for (; done < values.length; done += columns)
      this.#inserting(this.#single, into, 1).run(...values.slice(done, done + columns));
  }

  /** Jobs that came one after the other mostly go so too: one statement for each run of them. */
  delete(table: "jobs" | "queue" | "leases" | "progress", seqs: readonly number[]): void {
    const sql = `DELETE FROM ${table} WHERE seq BETWEEN ? AND ?`;
    const sorted = seqs.toSorted((one, other) => one - other);
    let from = 0;
    for (let at = 1; at <= sorted.length; at += 1) {
      if (sorted[at] === (sorted[at - 1] ?? 0) + 1) continue;
      this.run(sql, sorted[from] ?? 0, sorted[at - 1] ?? 0);
      from = at;
    }
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

  #inserting(prepared: Map<Insert, StatementSync>, insert: Insert, rows: number): StatementSync {
    let statement = prepared.get(insert);
    if (statement === undefined) {
      const row = `(${Array<string>(insert.columns).fill("?").join(", ")})`;
      statement = this.#db.prepare(`${insert.into} VALUES ${Array<string>(rows).fill(row).join(", ")}`);
      prepared.set(insert, statement);
    }
    return statement;
  }
}
