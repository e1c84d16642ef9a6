import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openMemoryStore } from "../../src/store/memory/store.ts";
import type { Store } from "../../src/store/port.ts";
import { inspect, openStopped } from "../../src/store/sqlite/inspect.ts";
import { defer } from "../../src/system.ts";
import { START } from "../jobs/support.ts";
import { worker } from "./conformance/queries.ts";
import { folder } from "./folder.ts";
import { writeOldDatabase } from "./old-schema.ts";
import { openAt } from "./open-at.ts";
import { claim, deadJob, endLease, entry, everyJob, leasedJob, machine } from "./support.ts";

const keyed = entry({ type: "keyed" }, { idempotencyKey: "k", payload: { a: [1] } });

/** Jobs in every state and with every kind of history. */
async function fill(store: Store): Promise<void> {
  const described = { labels: { zone: "ä" }, correlationId: "c", traceparent: "00-1-2-01", priority: 7 };
  await store.enqueue([
    entry(described, { payload: "x".repeat(9000) }),
    entry({ runAt: START + 100 }),
    keyed,
  ]);
  await endLease(store, await leasedJob(store, described), "succeed", { now: START + 5 });
  await leasedJob(store, described);
  for (const ending of ["fail", "lose", "release", "timeout"] as const) {
    await endLease(store, await leasedJob(store, { type: ending }), ending, { now: START + 6 });
  }
  await leasedJob(store, { type: "again", timeoutMs: 50 }).then((each) => endLease(store, each, "lose"));
  await claim(store, { types: ["again"], now: START + 10 });
  await deadJob(store, { type: "bad" }, "f1");
  const redriven = await deadJob(store, { type: "bad" }, "f2");
  await store.apply([{ jobId: redriven, event: { type: "redrive" } }], START + 8);
  const [cancelled, running] = [entry(), await leasedJob(store)];
  await store.enqueue([cancelled]);
  for (const { job } of [cancelled, running])
    await store.apply([{ jobId: job.id, event: { type: "cancel" } }], START + 9);
}

/** All that a store says, asked twice with work in between. */
async function answers(store: Store): Promise<unknown[]> {
  const said = async () => [
    await everyJob(store, 3),
    await store.counts(),
    await store.leased(),
    await store.expired(START + 1e9, 100),
    await store.nextRunAt(),
    await store.deadIds({ fingerprint: "f1", limit: 9 }),
    await store.workers(),
  ];
  const first = await said();
  const again = await store.enqueue([keyed]);
  await store.promote(START + 5000, 10);
  const types = ["mail", "keyed", "fail", "lose", "release", "timeout", "bad"];
  let lease = 0;
  const assign = (jobs: readonly { readonly id: string }[]) =>
    jobs.map(({ id }) => ({ jobId: id, workerId: "w2", leaseId: `l${(lease += 1)}` }));
  const wanted = new Map(types.map((type) => [type, 9]));
  const claimed = await store.claim({ wanted, now: START + 5000, assign });
  for (const each of await store.leased()) await endLease(store, each, "succeed", { now: START + 5001 });
  const pruned = await store.prune(START + 100, 100);
  return [first, again, claimed, pruned, await said()];
}

test.each([1, 2] as const)(
  "a database of schema %i is converted, and all goes on as before",
  async (schema) => {
    const file = join(folder(), "pigeon.db");
    const model = openMemoryStore({ machine, defer });
    onTestFinished(() => model.close());
    await fill(model);
    await model.saveWorker(worker);
    const jobs = (await everyJob(model)).reverse();
    const old = jobs.map((record) =>
      record.job.id === keyed.job.id ? { ...record, idempotencyKey: "k" } : record,
    );
    writeOldDatabase(file, schema, START + 10, old, [worker]);

    const stopped = openStopped(file);
    const before = inspect(stopped, file);
    stopped.close();
    expect(before).toMatchObject({ schema, problems: [] });

    const store = openAt(file);
    expect(await answers(store)).toEqual(await answers(model));
    await store.close();
    const upgraded = openStopped(file);
    expect(inspect(upgraded, file)).toMatchObject({ schema: 5, problems: [] });
    upgraded.close();
  },
);

test("a backup of an older schema that has lost a payload is told from a sound one", () => {
  const file = join(folder(), "pigeon.db");
  writeOldDatabase(file, 2, START, [entry(), entry()]);
  const db = openStopped(file);
  expect(inspect(db, file)).toEqual({ schema: 2, jobs: { queued: 2 }, problems: [] });
  db.exec("DELETE FROM job_payloads WHERE seq = 1");
  expect(inspect(db, file).problems).toEqual(["1 jobs have no payload"]);
  db.close();
});
