import { Client, Pool, types, type ClientConfig, type QueryArrayConfig } from "pg";
import type { Address } from "./address.ts";
import { arrayText } from "./array-text.ts";
import { Failure } from "./failures.ts";
import type { Host } from "./hosts.ts";
import { passwordOf } from "./password.ts";

/** "PGEN", and what of Pigeon's is locked: advisory locks share one space of numbers with other programs. */
export const LOCKS = {
  migrations: "1346848078, 1",
  hub: "1346848078, 2",
  names: "1346848078, 3",
  types: "1346848076",
} as const;

/** With a name it is parsed once for each connection. */
export interface Statement {
  readonly text: string;
  readonly name?: string;
}

export const CONNECT_WITHIN_MS = 5_000;
/** How long a lock may be waited for; nobody holds one for longer than a commit. */
const LOCK_TIMEOUT_MS = 10_000;
/** Of a statement whose answer does not come, though the server should have ended it. */
const ANSWER_GRACE_MS = 5_000;
/** What reads takes milliseconds; a reader that waits on holds one of few connections. */
const READ_WITHIN_MS = 10_000;
const READ_GRACE_MS = 1_000;
const READ_ONLY = "25006";

const INT8 = types.builtins.INT8;
/** Times, numbers of jobs and sums are far below 2^53. */
const numbers: NonNullable<ClientConfig["types"]> = {
  getTypeParser: (oid: Parameters<typeof types.getTypeParser>[0], format?: "text" | "binary"): unknown =>
    oid === INT8 ? Number : types.getTypeParser(oid, format),
};

/** Where none is asked for this is never seen; where one is, the driver complains of it. */
const NO_PASSWORD = (): string => undefined as unknown as string;

function config(address: Address, { host, port }: Host, queryTimeoutMs: number): ClientConfig {
  const { database, user } = address;
  return {
    host,
    port,
    database,
    ...(user === undefined ? {} : { user }),
    password: address.password ?? passwordOf({ host, port, database, user }) ?? NO_PASSWORD,
    ssl: address.ssl,
    application_name: address.applicationName,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    ...(queryTimeoutMs === 0 ? {} : { query_timeout: queryTimeoutMs }),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: numbers,
  };
}

/**
 * Every statement here follows an index, a few rows at a time. Statistics of tables that fill and empty within seconds
 * are never right, and then the planner reads a whole queue for a hundred jobs of it.
 */
export const PLANNER: string = ["seqscan", "bitmapscan", "hashjoin", "mergejoin"]
  .map((way) => `SET enable_${way} = off`)
  .join("; ");

/** What a session needs whatever the server's defaults are: above all, commits that are on disk. */
function settings({ statementTimeoutMs }: Address): string {
  return [
    "SET default_transaction_isolation = 'read committed'",
    `SET statement_timeout = ${statementTimeoutMs}`,
    `SET lock_timeout = ${LOCK_TIMEOUT_MS}`,
    // A hub whose machine died holds its locks no longer than this.
    "SET idle_in_transaction_session_timeout = 60000",
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3",
    // With indexes by decree, what the values are changes no plan: planning it anew would cost as much as a small claim.
    "SET jit = off; SET plan_cache_mode = force_generic_plan",
    PLANNER,
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
  ].join("; ");
}

export interface ConnectionLimits {
  /** Statements may take as long as they like. */
  readonly patient?: boolean;
  /** For each answer, and for the connection itself. */
  readonly withinMs?: number;
}

/** One connection, whose statements are sent without waiting for the answers to those before. */
export class Connection {
  readonly #client: Client;
  #lost = false;
  #gathering = false;
  #asked = 0;
  #answers = 0;

  private constructor(client: Client) {
    this.#client = client;
    const lose = () => void (this.#lost = true);
    // Without a listener the driver's word that an idle connection is gone would end the process.
    client.on("error", lose);
    client.on("end", lose);
  }

  /** @throws {Failure} when there is no connection to be had; with several hosts, none to one that takes writes. */
  static async open(address: Address, limits: ConnectionLimits = {}): Promise<Connection> {
    const { hosts } = address;
    let failure: unknown;
    for (const host of hosts.order) {
      try {
        const connection = await Connection.#to(host, address, limits);
        if (hosts.several) await connection.#requireWritable();
        hosts.found(host);
        return connection;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  static async #to(host: Host, address: Address, options: ConnectionLimits): Promise<Connection> {
    const { patient = false, withinMs } = options;
    const queryTimeoutMs = patient ? 0 : (withinMs ?? address.statementTimeoutMs + ANSWER_GRACE_MS);
    const pipelined = {
      ...config(address, host, queryTimeoutMs),
      ...(withinMs === undefined ? {} : { connectionTimeoutMillis: withinMs }),
      pipeline: true,
    };
    const client = new Client(pipelined);
    const connection = new Connection(client);
    try {
      await client.connect();
      await client.query(settings(address));
    } catch (error) {
      await connection.end();
      throw new Failure(error);
    }
    return connection;
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** How many answers came, and whether one is waited for. */
  get progress(): { readonly answers: number; readonly waiting: boolean } {
    return { answers: this.#answers, waiting: this.#asked > this.#answers };
  }

  async #requireWritable(): Promise<void> {
    try {
      const [readOnly] = await this.row<[string]>({ text: "SHOW transaction_read_only" });
      if (readOnly !== "on") return;
    } catch (error) {
      await this.end();
      throw error;
    }
    await this.end();
    throw new Failure(Object.assign(new Error("it takes no writes"), { code: READ_ONLY }));
  }

  async rows<Row extends unknown[]>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#query(statement, values)).rows as unknown[] as Row[];
  }

  /** The one row that there is. */
  async row<Row extends unknown[]>(statement: Statement, values: readonly unknown[] = []): Promise<Row> {
    const [row] = await this.rows<Row>(statement, values);
    if (row === undefined) throw new Failure(new Error(`no row: ${statement.text.slice(0, 80)}`));
    return row;
  }

  /** How many rows a statement wrote. */
  async write(statement: Statement, values: readonly unknown[] = []): Promise<number> {
    return (await this.#query(statement, values)).rowCount ?? 0;
  }

  /** One or more statements without values. */
  async script(sql: string): Promise<void> {
    this.#gather();
    await this.#answer(this.#client.query(sql));
  }

  /** Calls back with what is said on a channel from now on. */
  async listen(channel: string, listener: (text: string) => void): Promise<void> {
    this.#client.on("notification", ({ payload }) => listener(payload ?? ""));
    await this.script(`LISTEN ${channel}`);
  }

  /** Without a word to the server, which may not hear it. What is waited for fails. */
  cut(): void {
    this.#lost = true;
    this.#client.connection.stream.destroy();
  }

  async end(): Promise<void> {
    // What is on its way may never be answered.
    if (this.#lost || this.progress.waiting) return this.cut();
    this.#lost = true;
    await this.#client.end().catch(() => {});
  }

  #query(statement: Statement, values: readonly unknown[]) {
    this.#gather();
    return this.#answer(this.#client.query(asked(statement, values)));
  }

  /** What is sent in one go leaves in one packet: a call of the system for each statement would cost more than some. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }

  async #answer<T>(asked: Promise<T>): Promise<T> {
    this.#asked += 1;
    try {
      return await asked;
    } catch (error) {
      throw new Failure(error);
    } finally {
      this.#answers += 1;
    }
  }
}

function asked({ text, name }: Statement, values: readonly unknown[]): QueryArrayConfig {
  const sent = values.map((value) =>
    Array.isArray(value) ? arrayText(value as Parameters<typeof arrayText>[0]) : value,
  );
  return { text, ...(name === undefined ? {} : { name }), values: sent, rowMode: "array" };
}

/** Connections for what only reads. */
export class Readers {
  readonly #address: Address;
  #pool: Pool;

  constructor(address: Address) {
    this.#address = address;
    this.#pool = poolOf(address);
  }

  /** From now on by new connections: those from before may lead to a server that is the primary no more. */
  renew(): void {
    const old = this.#pool;
    this.#pool = poolOf(this.#address);
    old.end().catch(() => {});
  }

  /** Tries a second time when the connection turns out to be gone: reading twice does no harm. */
  async rows<Row extends unknown[]>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      return await this.#once<Row>(statement, values);
    } catch (error) {
      if (!(error instanceof Failure && error.lost)) throw error;
      return await this.#once<Row>(statement, values);
    }
  }

  async #once<Row extends unknown[]>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    try {
      const { rows } = await this.#pool.query(asked(statement, values));
      return rows as unknown as Row[];
    } catch (error) {
      throw new Failure(error);
    }
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}

function poolOf(address: Address): Pool {
  const statementTimeoutMs = Math.min(address.statementTimeoutMs, READ_WITHIN_MS);
  const pool = new Pool({
    ...config(address, address.hosts.current, statementTimeoutMs + READ_GRACE_MS),
    max: address.poolSize,
    idleTimeoutMillis: 30_000,
    // The pool waits for what it gives, whatever its types say.
    onConnect: (client): unknown => client.query(settings({ ...address, statementTimeoutMs })),
  });
  // An idle connection that is gone is no news: the pool opens another when one is asked for.
  pool.on("error", () => {});
  return pool;
}
