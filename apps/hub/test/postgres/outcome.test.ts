import { expect, onTestFinished, test } from "vitest";
import { readAddress } from "../../src/store/postgres/address.ts";
import { Connection } from "../../src/store/postgres/connection.ts";
import { outcomeOf, type Trace } from "../../src/store/postgres/outcome.ts";
import { claim, endLease, entry } from "../store/support.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();

async function setUp() {
  const store = await database.fresh();
  onTestFinished(() => store.close());
  const connect = async () => {
    const connection = await Connection.open(readAddress(database.url()));
    onTestFinished(() => connection.end());
    return connection;
  };
  const [connection, other] = [await connect(), await connect()];
  const begin = async () => {
    await other.script("BEGIN");
    const [id] = await other.row<[string]>({ text: "SELECT pg_current_xact_id()::text" });
    return id;
  };
  const xminOf = async (table: string, jobId: string) => {
    const text = `SELECT ${table}.xmin::text FROM pigeon.${table} JOIN pigeon.jobs USING (seq) WHERE jobs.id = $1`;
    return (await connection.row<[string]>({ text }, [jobId]))[0];
  };
  const ask = (id: string, trace?: Trace) => outcomeOf(connection, id, trace);
  return { store, other, begin, ask, xminOf };
}

test("a transaction that goes on, was undone, or that the server has no number for", async () => {
  const { other, begin, ask } = await setUp();
  const id = await begin();
  const trace = { did: "add", jobId: "none" } as const;
  expect(await ask(id, trace)).toBe("in progress");
  await other.script("ROLLBACK");
  expect(await ask(id, trace)).toBe("undone");
  // After a crash, what was never written down.
  expect(await ask(String(BigInt(id) + 1_000_000n), trace)).toBe("undone");
  await expect(ask("no number", trace)).rejects.toMatchObject({ name: "Failure" });
});

test("a number that another transaction has got proves nothing", async () => {
  const { store, other, begin, ask } = await setUp();
  const stored = entry();
  await store.enqueue([stored]);
  const [claimed] = await claim(store);
  if (claimed === undefined) throw new Error("not claimed");
  const { id: jobId, leaseId } = claimed.job;
  const id = await begin();
  await other.script("COMMIT");
  expect(await ask(id)).toBe("unknown");
  expect(await ask(id, { did: "add", jobId: "another" })).toBe("undone");
  expect(await ask(id, { did: "add", jobId })).toBe("committed");
  expect(await ask(id, { did: "give", jobId, leaseId: "another" })).toBe("undone");
  expect(await ask(id, { did: "give", jobId: "another", leaseId })).toBe("undone");
  expect(await ask(id, { did: "give", jobId, leaseId })).toBe("committed");
  await endLease(store, claimed, "fail");
  // The lease is over, and in the history.
  expect(await ask(id, { did: "give", jobId, leaseId })).toBe("committed");
  expect(await ask(id, { did: "end", jobId, leaseId })).toBe("unknown");
});

test("the end of a lease is known by who wrote it", async () => {
  const { store, ask, xminOf } = await setUp();
  await store.enqueue([entry()]);
  const [claimed] = await claim(store);
  if (claimed === undefined) throw new Error("not claimed");
  const { id: jobId, leaseId } = claimed.job;
  await endLease(store, claimed, "succeed");
  const xmin = await xminOf("progress", jobId);
  expect(await ask(xmin, { did: "end", jobId, leaseId })).toBe("committed");
  expect(await ask(xmin, { did: "change", jobId })).toBe("committed");
});
