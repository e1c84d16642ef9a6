import type { JobState } from "@pigeon/protocol";
import type { Connection, Statement } from "./connection.ts";
import { Failure } from "./failures.ts";
import type { Trace } from "./outcome.ts";
import { SQL } from "./sql.ts";

/** Another hub changed what this transaction had read. Nothing of it is kept; it may be tried again. */
export class ChangedMeanwhile extends Error {
  override readonly name = "ChangedMeanwhile";
}

/** Said of every statement after the one that failed. */
const ABORTED = "25P02";

/**
 * A transaction under way. What is read is waited for; what is written is sent behind it and looked at in the
 * end, so that a transaction takes few turns to the server, however many statements it has.
 */
export class Transaction {
  readonly #connection: Connection;
  readonly #sent: Promise<unknown>[] = [];
  readonly #counts = new Map<JobState, number>();
  #id: string | undefined;
  #trace: Trace | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    void this.#send(connection.script("BEGIN"));
  }

  /** Its number, by which the server can be asked later what became of it. Undefined when it wrote no job. */
  get id(): string | undefined {
    return this.#id;
  }

  /** By which it can be found that this one, and no other, did what it did. */
  get trace(): Trace | undefined {
    return this.#trace;
  }

  /** The first one is kept. */
  leave(trace: Trace): void {
    this.#trace ??= trace;
  }

  async rows<Row extends unknown[]>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return await this.#send(this.#connection.rows<Row>(statement, values));
  }

  /** How many rows a statement wrote. */
  async written(statement: Statement, values: readonly unknown[]): Promise<number> {
    return await this.#send(this.#connection.write(statement, values));
  }

  /** With `expected`: how many rows there must be, unless someone else took them. */
  write(statement: Statement, values: readonly unknown[], expected?: number): void {
    void this.#send(this.#written(statement, values, expected));
  }

  /** So many jobs more, or fewer, are in a state. */
  count(state: JobState, change: number): void {
    this.#counts.set(state, (this.#counts.get(state) ?? 0) + change);
  }

  /** Resolves when all that was sent has succeeded. */
  async finish(): Promise<void> {
    if ([...this.#counts.values()].some((change) => change !== 0)) {
      const change = (state: JobState) => this.#counts.get(state) ?? 0;
      const changes = (["queued", "leased", "succeeded", "dead", "cancelled"] as const).map(change);
      const [[id] = []] = await this.rows<[string]>(SQL.count, changes);
      this.#id = id;
    }
    await Promise.all(this.#sent);
  }

  /** Why it failed: what was sent after a statement that failed only says that one did. */
  async cause(met: unknown): Promise<unknown> {
    const settled = await Promise.allSettled(this.#sent);
    const reasons = settled.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
    return reasons.find((reason) => !(reason instanceof Failure && reason.code === ABORTED)) ?? met;
  }

  async #written(statement: Statement, values: readonly unknown[], expected?: number): Promise<void> {
    const count = await this.#connection.write(statement, values);
    if (expected !== undefined && count !== expected)
      throw new ChangedMeanwhile("another session changed these jobs");
  }

  #send<T>(sent: Promise<T>): Promise<T> {
    // Looked at in `finish` or `cause`; until then its failure is nobody's surprise.
    sent.catch(() => {});
    this.#sent.push(sent);
    return sent;
  }
}
