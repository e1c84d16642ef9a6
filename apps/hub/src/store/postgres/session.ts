import type { Clock } from "../../ports.ts";
import { StoreError } from "../port.ts";
import type { Address } from "./address.ts";
import { Connection, LOCKS } from "./connection.ts";
import { Failure } from "./failures.ts";
import { outcomeOf, type Outcome, type Trace } from "./outcome.ts";
import { endBackend, watchForStalls, type Backend } from "./stall.ts";

/** A hub that was killed leaves its lock for the moments that its server needs to notice. */
const LOCK_WITHIN_MS = 5_000;
const LOCK_PAUSE_MS = 100;

export interface SessionOptions {
  readonly address: Address;
  readonly clock: Clock;
  /** Called when it was lost and is there again. */
  readonly onReturn?: () => void;
}

/**
 * The connection that writes: opened again when it was lost. It holds a lock with all hubs that can share a
 * database; those before them take it for themselves alone, so that the two never meet.
 */
export class Session {
  /** The server's process that writes for this hub, if it ever had one. */
  readonly backend = (): Backend | undefined => this.#backend;
  readonly #options: SessionOptions;
  #connection: Connection | undefined;
  #backend: Backend | undefined;
  #closing = false;
  #stopWatch = (): void => {};

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** @throws {Failure} without a connection, {StoreError} "locked" when an older hub has the database. */
  async connection(): Promise<Connection> {
    if (this.#connection !== undefined && !this.#connection.lost) return this.#connection;
    this.#stopWatch();
    this.#connection?.cut();
    const connection = await Connection.open(this.#options.address);
    try {
      // One that was cut by the network lives on at its server, with its transaction and what that holds.
      if (this.#backend !== undefined) await endBackend(connection, this.#backend);
      await this.#lock(connection);
      this.#backend = await connection.row<[number, string]>({
        text: "SELECT pid, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()",
      });
    } catch (error) {
      await connection.end();
      throw error;
    }
    // All others may lead to a server that is the primary no more.
    if (this.#connection !== undefined) this.#options.onReturn?.();
    this.#stopWatch = watchForStalls(connection, this.#backend, this.#options);
    return (this.#connection = connection);
  }

  /**
   * What became of a transaction whose answer was lost with the connection. As long as the server cannot be asked
   * it waits: nothing else can be written either. "unknown" when nobody can tell, or when the store is closed.
   */
  async outcome(id: string, trace: Trace | undefined): Promise<Outcome> {
    for (;;) {
      try {
        const outcome = await outcomeOf(await this.connection(), id, trace);
        if (outcome !== "in progress") return outcome;
      } catch (error) {
        if (!(error instanceof Failure && error.lost)) return "unknown";
      }
      if (this.#closing) return "unknown";
      await this.#pause();
    }
  }

  /** From now on nobody waits for a server that does not answer. */
  close(): void {
    this.#closing = true;
  }

  async end(): Promise<void> {
    this.#stopWatch();
    await this.#connection?.end();
  }

  async #lock(connection: Connection): Promise<void> {
    const { clock, address } = this.#options;
    const giveUpAt = clock.monotonic() + LOCK_WITHIN_MS;
    for (;;) {
      const text = `SELECT pg_try_advisory_lock_shared(${LOCKS.hub})`;
      const [taken] = await connection.row<[boolean]>({ text });
      if (taken) return;
      if (clock.monotonic() >= giveUpAt) break;
      await this.#pause();
    }
    throw new StoreError(
      "locked",
      `the database ${address.name} is in use by a hub of an older version, which shares it with nobody; stop that one first`,
    );
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => void this.#options.clock.after(LOCK_PAUSE_MS, resolve));
  }
}
