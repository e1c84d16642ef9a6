import type { JobState } from "@pigeon/protocol";
import type { Connection, Statement } from "./connection.ts";
import { Failure } from "./failures.ts";
import type { Trace } from "./outcome.ts";
import { named, SQL } from "./sql.ts";

/** Another hub changed what this transaction had read. Nothing of it is kept; it may be tried again. */
export class ChangedMeanwhile extends Error {
  override readonly name = "ChangedMeanwhile";
}

/** Said of every statement after the one that failed. */
const ABORTED = "25P02";
/** How a statement that demands its number of rows fails. */
const DIVISION_BY_ZERO = "22012";

const IDENTIFY = named({
  always: "SELECT pg_current_xact_id()::text",
  // A number costs the server something, and who held nothing writes nothing.
  "if it wrote": "SELECT pg_current_xact_id_if_assigned()::text",
});

/**
 * A transaction under way. What is read is waited for; what is written leaves together with the commit, so that a
 * transaction takes two turns to the server, however many statements it has. A write that finds other rows than it
 * must fails at the server, and then nothing is kept.
 */
export class Transaction {
  readonly #connection: Connection;
  readonly #sent: Promise<unknown>[] = [];
  readonly #counts = new Map<JobState, number>();
  #committing = false;
  #id: string | undefined;
  #identified: Promise<void> | undefined;
  #trace: Trace | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    void this.#send(connection.script("BEGIN"));
  }

  /** Its number, by which the server can be asked later what became of it. Undefined when it wrote no job. */
  get id(): string | undefined {
    return this.#id;
  }

  /** Whether the commit was sent. If anything before it failed, it undoes the transaction. */
  get committing(): boolean {
    return this.#committing;
  }

  /** By which it can be found that this one, and no other, did what it did. */
  get trace(): Trace | undefined {
    return this.#trace;
  }

  /** The first one is kept. */
  leave(trace: Trace): void {
    this.#trace ??= trace;
  }

  /** Asks for its number, unless it is known. Together with what is read it takes no turn of its own. */
  async identify(when: keyof typeof IDENTIFY = "always"): Promise<void> {
    if (this.#id !== undefined) return;
    if (when === "always") await (this.#identified ??= this.#ask(when));
    else await this.#ask(when);
  }

  async #ask(when: keyof typeof IDENTIFY): Promise<void> {
    const [[id] = [null]] = await this.rows<[string | null]>(IDENTIFY[when], []);
    this.#id ??= id ?? undefined;
  }

  async rows<Row extends unknown[]>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return await this.#send(this.#connection.rows<Row>(statement, values));
  }

  /** How many rows a statement wrote. */
  async written(statement: Statement, values: readonly unknown[]): Promise<number> {
    return await this.#send(this.#connection.write(statement, values));
  }

  write(statement: Statement, values: readonly unknown[]): void {
    void this.#send(this.#connection.write(statement, values));
  }

  /** So many jobs more, or fewer, are in a state. */
  count(state: JobState, change: number): void {
    this.#counts.set(state, (this.#counts.get(state) ?? 0) + change);
  }

  /** Resolves when all that was sent has succeeded, and is on disk. */
  async commit(): Promise<void> {
    if ([...this.#counts.values()].some((change) => change !== 0)) {
      const change = (state: JobState) => this.#counts.get(state) ?? 0;
      const changes = (["queued", "leased", "succeeded", "dead", "cancelled"] as const).map(change);
      this.write(SQL.count, changes);
      // Known before the commit leaves: without it nobody could tell what became of it.
      await this.identify();
    } else await Promise.all(this.#sent);
    this.#committing = true;
    void this.#send(this.#connection.script("COMMIT"));
    await Promise.all(this.#sent);
  }

  /** Why it failed: what was sent after a statement that failed only says that one did. */
  async cause(met: unknown): Promise<unknown> {
    const settled = await Promise.allSettled(this.#sent);
    const reasons = settled.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
    const cause = reasons.find((reason) => !(reason instanceof Failure && reason.code === ABORTED)) ?? met;
    if (!(cause instanceof Failure && cause.code === DIVISION_BY_ZERO)) return cause;
    return new ChangedMeanwhile("another session changed these jobs", { cause });
  }

  #send<T>(sent: Promise<T>): Promise<T> {
    // Looked at in `commit` or `cause`; until then its failure is nobody's surprise.
    sent.catch(() => {});
    this.#sent.push(sent);
    return sent;
  }
}
