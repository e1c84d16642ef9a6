import { createServer } from "node:net";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { StoreError } from "../../src/store/port.ts";
import { entry } from "../store/support.ts";
import { testDatabase } from "./database.ts";
import { CHECKED_PASSWORD, CHECKED_USER } from "./server.ts";

const database = await testDatabase();
await database.sql(`CREATE ROLE ${CHECKED_USER} LOGIN PASSWORD '${CHECKED_PASSWORD}'`).catch(() => {});

/** `lasting`: whether a hub that starts need not wait for it to pass. */
async function refusal(
  options: Parameters<typeof database.open>[0],
  { lasting = true } = {},
): Promise<StoreError> {
  const error: unknown = await database.open(options).then(
    (store) => store.close(),
    (reason: unknown) => reason,
  );
  if (error instanceof StoreError) {
    expect(error.lasting).toBe(lasting);
    return error;
  }
  throw new Error(`it was not refused: ${String(error)}`);
}
const where = `127.0.0.1:${database.port}/${database.name}`;

test("nothing that listens, and no such host", async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  const { code, message } = await refusal(
    { url: `postgres://u:hunter2@127.0.0.1:${port}/p` },
    { lasting: false },
  );
  expect([code, message]).toEqual([
    "unavailable",
    `PostgreSQL at 127.0.0.1:${port}/p: nothing listens there; start it, or name another in PIGEON_STORE_URL (connect ECONNREFUSED 127.0.0.1:${port})`,
  ]);
  const unknown = await refusal(
    { url: "postgres://u:hunter2@no-such-host.invalid/p?sslmode=disable" },
    { lasting: false },
  );
  expect(unknown.code).toBe("unavailable");
  expect(unknown.message).toContain("PostgreSQL at no-such-host.invalid:5432/p: ");
});

test("a wrong password, none, and a right one from the URL, PGPASSWORD and PGPASSFILE", async () => {
  const wrong = await refusal({ url: database.url(`${CHECKED_USER}:not-this-one`) });
  expect(wrong.code).toBe("unavailable");
  expect(wrong.message).toContain(
    `PostgreSQL at ${where}: it refuses the password of checked; give the right one in PIGEON_STORE_URL, PGPASSWORD or PGPASSFILE`,
  );
  expect(JSON.stringify([wrong.message, String(wrong.cause), wrong.stack])).not.toContain("not-this-one");
  vi.stubEnv("PGPASSFILE", "/none");
  const none = await refusal({ url: database.url(CHECKED_USER) });
  expect(none.message).toContain("it asks for the password of checked; give it in PIGEON_STORE_URL");

  await database.sql(`GRANT CREATE ON DATABASE ${database.name} TO ${CHECKED_USER}`);
  await (await database.open({ url: database.url(`${CHECKED_USER}:${CHECKED_PASSWORD}`) })).close();
  vi.stubEnv("PGPASSWORD", CHECKED_PASSWORD);
  await (await database.open({ url: database.url(CHECKED_USER) })).close();
  vi.stubEnv("PGPASSWORD", undefined);
  const folder = mkdtempSync(join(tmpdir(), "pigeon-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "pass"), `127.0.0.1:*:*:${CHECKED_USER}:${CHECKED_PASSWORD}\n`, { mode: 0o600 });
  vi.stubEnv("PGPASSFILE", join(folder, "pass"));
  await (await database.open({ url: database.url(CHECKED_USER) })).close();
  await database.sql("DROP SCHEMA pigeon CASCADE");
  await database.sql(`REVOKE CREATE ON DATABASE ${database.name} FROM ${CHECKED_USER}`);
});

test("a user who may not make the schema", async () => {
  const url = database.url(`${CHECKED_USER}:${CHECKED_PASSWORD}`);
  const { code, message } = await refusal({ url });
  expect(code).toBe("unavailable");
  expect(message).toContain(
    "checked may not do that; grant all on the schema pigeon, and CREATE on the database",
  );
});

test("no such database", async () => {
  const { code, message } = await refusal({ url: `postgres://pigeon@127.0.0.1:${database.port}/absent` });
  expect([code, message]).toEqual([
    "unavailable",
    `PostgreSQL at 127.0.0.1:${database.port}/absent: it has no database absent; make it (createdb absent) or name another (database "absent" does not exist)`,
  ]);
});

test("TLS is asked for where the server has none", async () => {
  const { message } = await refusal({ url: `${database.url()}?sslmode=verify-full` });
  expect(message).toContain(
    "it speaks no TLS; switch that on, or say sslmode=disable where the network is your own",
  );
});

test("a newer schema is refused and left as it is", async () => {
  await (await database.open()).close();
  const [[known]] = (await database.sql("SELECT max(version) FROM pigeon.migrations")) as [[number]];
  await database.sql(`INSERT INTO pigeon.migrations (version, name) VALUES (${known + 1}, '9999-later.sql')`);
  const { code, message } = await refusal({});
  expect([code, message]).toEqual([
    "newer",
    `${where} was written by a newer Pigeon (schema ${known + 1}, this one knows ${known}); run that version or newer, or restore an older backup`,
  ]);
  await database.sql(`DELETE FROM pigeon.migrations WHERE version > ${known}`);
  await (await database.open()).close();
});

test("another program's schema is refused and left as it is", async () => {
  await database.sql("DROP SCHEMA pigeon CASCADE");
  await database.sql("CREATE SCHEMA pigeon; CREATE TABLE pigeon.lofts (name text)");
  const { code, message } = await refusal({});
  expect([code, message]).toEqual([
    "corrupt",
    `${where} has a schema named pigeon that is not this program's; rename it, or give the hub a database of its own by PIGEON_STORE_URL`,
  ]);
  expect(await database.sql("SELECT count(*)::int FROM pg_tables WHERE schemaname = 'pigeon'")).toEqual([
    [1],
  ]);
  await database.sql("DROP SCHEMA pigeon CASCADE");
});

test("an encoding that cannot hold every text is refused", async () => {
  const name = `${database.name}_latin`;
  await database.sql(`CREATE DATABASE ${name} ENCODING 'LATIN1' TEMPLATE template0`);
  const { message } = await refusal({ url: `postgres://pigeon@127.0.0.1:${database.port}/${name}` });
  await database.sql(`DROP DATABASE ${name} WITH (FORCE)`);
  expect(message).toContain(
    "the database's encoding is LATIN1; make one with ENCODING 'UTF8' TEMPLATE template0",
  );
});

test("several that open a new database at once migrate it once", async () => {
  await database.sql("DROP SCHEMA IF EXISTS pigeon CASCADE");
  const stores = await Promise.all(Array.from({ length: 4 }, () => database.open()));
  await Promise.all(stores.map((store) => store.enqueue([entry()])));
  expect(await stores[0]?.counts()).toMatchObject({ queued: 4 });
  await Promise.all(stores.map((store) => store.close()));
  expect(await database.sql("SELECT version FROM pigeon.migrations")).toEqual([[1], [2]]);
});

test("commits are synced whatever the server's default is, and sessions are bounded", async () => {
  await database.sql(`ALTER DATABASE ${database.name} SET synchronous_commit = off`);
  const store = await database.open({ url: `${database.url()}?statement_timeout=1234&application_name=t` });
  await store.counts();
  await database.sql("CREATE TABLE said (what text, value text)");
  const settings = ["synchronous_commit", "statement_timeout", "lock_timeout", "transaction_isolation"];
  const ask = settings.map((name) => `SELECT '${name}', current_setting('${name}')`).join(" UNION ALL ");
  await database.sql(
    `CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO said ${ask}; RETURN NULL; END $$; CREATE TRIGGER say AFTER INSERT ON pigeon.jobs FOR EACH STATEMENT EXECUTE FUNCTION say()`,
  );
  await store.enqueue([entry()]);
  expect(await database.sql("SELECT * FROM said")).toEqual([
    ["synchronous_commit", "on"],
    ["statement_timeout", "1234ms"],
    ["lock_timeout", "10s"],
    ["transaction_isolation", "read committed"],
  ]);
  const [[count]] = (await database.sql(
    "SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 't'",
  )) as [[number]];
  expect(count).toBe(2);
  await store.close();
  await database.sql("DROP TRIGGER say ON pigeon.jobs; DROP FUNCTION say; DROP TABLE said");
});

test("a statement that takes too long, and a database that turns read-only, are said in words", async () => {
  const store = await database.open({ url: `${database.url()}?statement_timeout=100` });
  onTestFinished(() => store.close());
  await database.sql(
    "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(5); RETURN NEW; END $$; CREATE TRIGGER wait BEFORE INSERT ON pigeon.jobs FOR EACH ROW EXECUTE FUNCTION wait()",
  );
  await expect(store.enqueue([entry()])).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("a statement took longer than statement_timeout"),
  });
  await database.sql("DROP TRIGGER wait ON pigeon.jobs; DROP FUNCTION wait");
  await store.enqueue([entry()]);
  await store.close();
  await database.sql(`ALTER DATABASE ${database.name} SET default_transaction_read_only = on`);
  const { message } = await refusal({}, { lasting: false });
  await database.sql(
    `SET default_transaction_read_only = off; ALTER DATABASE ${database.name} RESET default_transaction_read_only`,
  );
  expect(message).toContain("it is read-only, perhaps a standby; name the primary in PIGEON_STORE_URL");
});
