import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { entry, ids, claim } from "../store/support.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();

/** Holds a table against everyone, until it is called. */
async function hold(table: string): Promise<() => Promise<void>> {
  const client = new Client(database.url());
  await client.connect();
  onTestFinished(() => client.end());
  await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return async () => void (await client.query("ROLLBACK"));
}

const waiting = async () => {
  const [[count] = []] = await database.sql(
    "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return count;
};

test("jobs are stored while another write waits at the server", async () => {
  const store = await database.fresh();
  onTestFinished(() => store.close());
  const letGo = await hold("pigeon.state");
  const saving = store.saveState("alerts", "{}");
  await expect.poll(waiting).toBe(1);
  const [first, second] = [entry(), entry()];
  await store.enqueue([first]);
  await store.enqueue([second]);
  expect(await store.counts()).toMatchObject({ queued: 2 });
  await letGo();
  await saving;
  expect(ids(await claim(store))).toEqual([first.job.id, second.job.id]);
});

test("one key that comes on both ways at once makes one job", async () => {
  const store = await database.fresh();
  onTestFinished(() => store.close());
  const letGo = await hold("pigeon.queue");
  const keyed = () => entry({}, { idempotencyKey: "once" });
  const submits = [store.enqueue([keyed()])];
  await expect.poll(waiting).toBe(1);
  submits.push(store.enqueue([keyed()]));
  await expect.poll(waiting).toBe(2);
  await letGo();
  const outcomes = await Promise.all(submits);
  const stored = outcomes.flatMap((outcome) => (outcome.kind === "stored" ? outcome.jobs : []));
  expect(stored.filter(({ created }) => created)).toHaveLength(1);
  expect(stored).toHaveLength(2);
  expect(new Set(stored.map(({ record }) => record.job.id)).size).toBe(1);
  expect(await store.counts()).toMatchObject({ queued: 1 });
});

test("a store that closes waits for the jobs on their way", async () => {
  const store = await database.fresh();
  const letGo = await hold("pigeon.state");
  const saving = store.saveState("alerts", "{}");
  await expect.poll(waiting).toBe(1);
  const storing = store.enqueue([entry()]);
  const closing = store.close();
  await storing;
  await expect(store.enqueue([entry()])).rejects.toMatchObject({ code: "closed" });
  await letGo();
  await Promise.all([saving, closing]);
});
