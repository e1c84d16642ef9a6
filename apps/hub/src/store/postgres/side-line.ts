import type { Address } from "./address.ts";
import { Connection } from "./connection.ts";

/** Answers that come later are of no use. */
const WITHIN_MS = 2_000;
const CHANNEL = "pigeon_hubs";

/** A connection of its own for what must not wait behind writes: renewals, and what hubs say to each other. */
export class SideLine {
  readonly #address: Address;
  #connection: Promise<Connection> | undefined;
  #listener: (text: string) => void = () => {};
  #ended = false;

  constructor(address: Address) {
    this.#address = address;
  }

  hear(listener: (text: string) => void): void {
    this.#listener = listener;
  }

  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.#open();
    try {
      return await work(connection);
    } catch (error) {
      // Whatever failed: what comes next needs one that works.
      this.#connection = undefined;
      await connection.end();
      throw error;
    }
  }

  /** Says it to all, this hub included; nobody may be there to hear it. */
  async say(text: string): Promise<void> {
    await this.use((connection) =>
      connection.rows({ name: "pigeon_say", text: `SELECT pg_notify('${CHANNEL}', $1)` }, [text]),
    );
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#connection?.then(
      (connection) => connection.end(),
      () => {},
    );
  }

  async #open(): Promise<Connection> {
    const before = await this.#connection?.catch(() => undefined);
    if (before !== undefined && !before.lost) return before;
    if (this.#ended) throw new Error("the store is closed");
    const opening = this.#connect();
    this.#connection = opening;
    opening.catch(() => {
      if (this.#connection === opening) this.#connection = undefined;
    });
    return opening;
  }

  async #connect(): Promise<Connection> {
    const connection = await Connection.open(this.#address, { withinMs: WITHIN_MS });
    try {
      // A renewal that a crash of the server takes back only ends a lease sooner.
      await connection.script("SET synchronous_commit = off");
      await connection.listen(CHANNEL, (text) => this.#listener(text));
    } catch (error) {
      await connection.end();
      throw error;
    }
    return connection;
  }
}
