import { Client } from "pg";
import { afterAll, inject } from "vitest";
import { openPostgresStore, type PostgresStoreOptions } from "../../src/store/postgres/store.ts";
import type { Store } from "../../src/store/port.ts";
import { defer, systemClock } from "../../src/system.ts";
import { machine } from "../store/support.ts";

/** A database of a test file's own, on the server of the run. */
export interface Database {
  readonly name: string;
  readonly port: number;
  readonly url: (as?: string) => string;
  readonly sql: (text: string) => Promise<unknown[][]>;
  /** A store on it, as it is. */
  readonly open: (options?: Partial<PostgresStoreOptions>) => Promise<Store>;
  /** A store on it, without anything of the one before. */
  readonly fresh: () => Promise<Store>;
}

/** The port of the server, which runs until all test files are done. */
async function serverPort(): Promise<number> {
  const starter = inject("postgresStarter");
  if (starter === undefined)
    throw new Error("no PostgreSQL for this run: use apps/hub/vitest.config.ts (pnpm test in apps/hub)");
  const response = await fetch(starter);
  const said = await response.text();
  if (!response.ok) throw new Error(said);
  return Number(said);
}

export async function testDatabase(): Promise<Database> {
  const port = await serverPort();
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  const url = (as = "pigeon") => `postgres://${as}@127.0.0.1:${port}/${name}`;
  const admin = new Client(`postgres://pigeon@127.0.0.1:${port}/postgres`);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const client = new Client(url());
  await client.connect();
  afterAll(async () => {
    await client.end();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });
  const sql = async (text: string) => (await client.query<unknown[]>({ text, rowMode: "array" })).rows;
  const open = (options: Partial<PostgresStoreOptions> = {}) =>
    openPostgresStore({ url: url(), machine, clock: systemClock, defer, ...options });
  return {
    name,
    port,
    url,
    sql,
    open,
    fresh: async () => {
      const store = await open();
      await client.query(EMPTY);
      return store;
    },
  };
}

const EMPTY = [
  ...["jobs", "queue", "leases", "progress", "workers", "replicas", "state"].map(
    (table) => `DELETE FROM pigeon.${table}`,
  ),
  "UPDATE pigeon.job_counts SET queued = 0, leased = 0, succeeded = 0, dead = 0, cancelled = 0",
].join("; ");
