import { StoreError } from "../port.ts";
import { asStoreError, Failure } from "./failures.ts";
import type { Address } from "./address.ts";
import type { Connection } from "./connection.ts";
import type { Perform } from "./perform.ts";
import type { Session } from "./session.ts";
import { ChangedMeanwhile, Transaction } from "./transaction.ts";
import type { Answer, Work } from "./works.ts";

/** Tries of a transaction that met another hub's. */
const MAX_TRIES = 10;
const SERIALIZATION_FAILURE = "40001";
const DEADLOCK = "40P01";

/** Makes groups of works into transactions, and says of each work what became of it. */
export class Committer {
  readonly #session: Session;
  readonly #address: Address;
  readonly #perform: Perform;

  constructor(session: Session, address: Address, perform: Perform) {
    this.#session = session;
    this.#address = address;
    this.#perform = perform;
  }

  readonly commit = async (works: readonly Work[]): Promise<readonly Answer[]> => {
    try {
      return await this.#insist(works);
    } catch (error) {
      // The fault of one work undoes them all; then each has a transaction of its own.
      if (works.length > 1 && isOneWorksFault(error)) return await this.#oneByOne(works);
      throw asStoreError(error, this.#address);
    }
  };

  async #oneByOne(works: readonly Work[]): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (const work of works) {
      try {
        answers.push(...(await this.#insist([work])));
      } catch (error) {
        answers.push({ kind: "failed", error: asStoreError(error, this.#address) });
      }
    }
    return answers;
  }

  async #insist(works: readonly Work[]): Promise<readonly Answer[]> {
    let reconnected = false;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#once(works);
      } catch (error) {
        const lost = error instanceof Failure && error.lost;
        const again = lost ? !reconnected : tries < MAX_TRIES && metAnother(error);
        if (!again) throw error;
        reconnected ||= lost;
      }
    }
  }

  /** Rejects only when nothing was committed, or when nobody can tell. */
  async #once(works: readonly Work[]): Promise<readonly Answer[]> {
    const connection = await this.#connection();
    const transaction = new Transaction(connection);
    let answers: readonly Answer[] = [];
    try {
      answers = await this.#perform(transaction, works);
      await transaction.commit();
      return answers;
    } catch (error) {
      const cause = await transaction.cause(error);
      const lost = cause instanceof Failure && cause.lost;
      if (lost) connection.cut();
      if (lost && transaction.committing && (await this.#wasCommitted(transaction, cause))) return answers;
      if (!lost && !transaction.committing) await connection.script("ROLLBACK").catch(() => connection.cut());
      throw cause;
    }
  }

  /** Failing here is final: whoever asks again brings the next try. */
  async #connection(): Promise<Connection> {
    try {
      return await this.#session.connection();
    } catch (error) {
      throw asStoreError(error, this.#address);
    }
  }

  async #wasCommitted({ id, trace }: Transaction, failure: Failure): Promise<boolean> {
    const outcome = id === undefined ? "unknown" : await this.#session.outcome(id, trace);
    if (outcome !== "unknown") return outcome === "committed";
    throw new StoreError(
      "unsure",
      `PostgreSQL at ${this.#address.name}: the connection was lost during a commit, and nobody can tell whether it happened (${failure.message})`,
      { cause: failure, reason: "the connection was lost during a commit" },
    );
  }
}

/** Doing it once more, on what is there now, can end otherwise. */
function metAnother(error: unknown): boolean {
  if (error instanceof ChangedMeanwhile) return true;
  if (!(error instanceof Failure)) return false;
  const { code, constraint } = error;
  return code === SERIALIZATION_FAILURE || code === DEADLOCK || constraint === "jobs_idempotency_key";
}

/** Values that the server does not take, rows that are there already, or a fault in the work itself. */
function isOneWorksFault(error: unknown): boolean {
  if (error instanceof Failure) return /^2[23]/.test(error.code ?? "");
  return !(error instanceof StoreError) && !(error instanceof ChangedMeanwhile);
}
