import { readdirSync, readFileSync } from "node:fs";
import { StoreError, type StoreErrorOptions } from "../port.ts";
import type { Address } from "./address.ts";
import { LOCKS, type Connection } from "./connection.ts";

const MIGRATIONS = new URL("./migrations/", import.meta.url);
/** Others may migrate at this moment; a migration may take its time. */
const BOUNDS = "SET LOCAL lock_timeout = '120s'; SET LOCAL statement_timeout = 0";

/**
 * Brings a database to this version's schema, forward only, all in one transaction under a lock.
 *
 * @throws {StoreError} when it is of a newer schema, another program's, or not fit for Pigeon.
 */
export async function migrate(connection: Connection, address: Address): Promise<void> {
  await requireFit(connection, address);
  await connection.script(`BEGIN; ${BOUNDS}; SELECT pg_advisory_xact_lock(${LOCKS.migrations})`);
  try {
    const version = await schemaVersion(connection, address);
    const files = migrations();
    if (version > files.length)
      throw new StoreError(
        "newer",
        `${address.name} was written by a newer Pigeon (schema ${version}, this one knows ${files.length}); run that version or newer, or restore an older backup`,
      );
    for (const [index, name] of files.entries())
      if (index >= version) await apply(connection, index + 1, name);
    await connection.script("COMMIT");
  } catch (error) {
    await connection.script("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** The oldest PostgreSQL that has what the SQL here uses and that still gets repairs. */
const OLDEST = 140_000;

async function requireFit(connection: Connection, { name }: Address): Promise<void> {
  const sql =
    "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'";
  const [version, encoding, readOnly] = await connection.row<[number, string, boolean]>({ text: sql });
  const refuse = (problem: string, options: StoreErrorOptions) =>
    new StoreError("unavailable", `PostgreSQL at ${name}: ${problem}`, options);
  const lasting = { lasting: true };
  if (version < OLDEST)
    throw refuse(`version ${Math.floor(version / 10_000)} is too old; take 14 or newer`, lasting);
  if (encoding !== "UTF8")
    throw refuse(
      `the database's encoding is ${encoding}; make one with ENCODING 'UTF8' TEMPLATE template0`,
      lasting,
    );
  // It may become the primary yet.
  const reason = "it is read-only, perhaps a standby";
  if (readOnly) throw refuse(`${reason}; name the primary in PIGEON_STORE_URL`, { reason });
}

async function schemaVersion(connection: Connection, { name }: Address): Promise<number> {
  const look =
    "SELECT to_regclass('pigeon.migrations') IS NOT NULL, (SELECT count(*)::int FROM pg_class WHERE relnamespace = to_regnamespace('pigeon'))";
  const [ours, relations] = await connection.row<[boolean, number]>({ text: look });
  if (!ours && relations > 0)
    throw new StoreError(
      "corrupt",
      `${name} has a schema named pigeon that is not this program's; rename it, or give the hub a database of its own by PIGEON_STORE_URL`,
    );
  if (!ours) {
    await connection.script(
      "CREATE SCHEMA IF NOT EXISTS pigeon; CREATE TABLE pigeon.migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
    );
    return 0;
  }
  const text = "SELECT coalesce(max(version), 0) FROM pigeon.migrations";
  return (await connection.row<[number]>({ text }))[0];
}

async function apply(connection: Connection, version: number, name: string): Promise<void> {
  await connection.script(readFileSync(new URL(name, MIGRATIONS), "utf8"));
  const text = "INSERT INTO pigeon.migrations (version, name) VALUES ($1, $2)";
  await connection.rows({ text }, [version, name]);
}

function migrations(): string[] {
  return readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith(".sql"))
    .sort();
}
