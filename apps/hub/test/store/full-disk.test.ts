import type { DatabaseSync } from "node:sqlite";
import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Store } from "../../src/store/port.ts";
import { openDatabase } from "../../src/store/sqlite/open.ts";
import { sqliteStore } from "../../src/store/sqlite/store.ts";
import { defer } from "../../src/system.ts";
import { START } from "../jobs/support.ts";
import { folder } from "./folder.ts";
import { claim, endLease, entries, entry, everyJob, ids, machine } from "./support.ts";

const big = { text: "x".repeat(20_000) };

/** A store whose file may not grow: to the engine, a full disk. */
function setUp(): { store: Store; fill: () => void; makeRoom: () => void; db: DatabaseSync; file: string } {
  const file = join(folder(), "pigeon.db");
  const db = openDatabase(file);
  const store = sqliteStore(db, file, machine, defer);
  onTestFinished(() => store.close());
  const limit = (pages: number) => void db.prepare(`PRAGMA max_page_count = ${pages}`).get();
  return { store, db, file, fill: () => limit(1), makeRoom: () => limit(1_000_000) };
}

test("a full disk refuses a batch as full, with nothing half done, and takes it when there is room", async () => {
  const { store, file, fill, makeRoom } = setUp();
  await store.enqueue(entries(5));
  fill();
  const batch = [entry(), entry({}, { payload: big, idempotencyKey: "k" }), entry()];
  await expect(store.enqueue(batch)).rejects.toMatchObject({
    name: "StoreError",
    code: "full",
    message: `the disk that holds ${file} is full; free some room, nothing else is needed`,
  });
  expect(await everyJob(store)).toHaveLength(5);
  expect(await store.counts()).toMatchObject({ queued: 5 });
  makeRoom();
  expect(await store.enqueue(batch)).toMatchObject({ kind: "stored", jobs: [{}, { created: true }, {}] });
  expect(await store.counts()).toMatchObject({ queued: 8 });
});

test("of writes at the same time, all that were answered are kept and all others are not", async () => {
  const { store, fill, makeRoom } = setUp();
  fill();
  const batches = Array.from({ length: 30 }, (_, n) => [entry({}, { payload: n % 3 === 0 ? big : n })]);
  const settled = await Promise.allSettled(batches.map((batch) => store.enqueue(batch)));
  const kept = batches.filter((_, index) => settled[index]?.status === "fulfilled").flat();
  for (const each of settled)
    if (each.status === "rejected") expect(each.reason).toMatchObject({ name: "StoreError", code: "full" });
  expect(settled.some(({ status }) => status === "rejected")).toBe(true);
  expect(ids(await everyJob(store))).toEqual(ids(kept).reverse());
  expect(await store.counts()).toMatchObject({ queued: kept.length });
  makeRoom();
  await store.enqueue([entry({}, { payload: big })]);
  expect(await store.counts()).toMatchObject({ queued: kept.length + 1 });
});

test("a result that finds no room leaves its job leased, and is taken when it is sent again", async () => {
  const { store, fill, makeRoom } = setUp();
  await store.enqueue([entry()]);
  const [claimed] = await claim(store);
  if (claimed === undefined) throw new Error("not claimed");
  fill();
  const { id: jobId, leaseId, workerId } = claimed.job;
  const result = JSON.stringify(big);
  const report = () => store.apply([{ jobId, event: { type: "succeed", leaseId, workerId, result } }], START);
  await expect(report()).rejects.toMatchObject({ code: "full" });
  expect(await store.get(jobId)).toEqual(claimed);
  expect(await store.counts()).toMatchObject({ leased: 1, succeeded: 0 });
  makeRoom();
  expect(await report()).toMatchObject([{ kind: "changed" }]);
  expect(await store.get(jobId)).toMatchObject({ result });
});

test("a full disk still reads, and lets jobs go that need no room", async () => {
  const { store, fill } = setUp();
  await store.enqueue([entry(), entry()]);
  const [claimed] = await claim(store, { limit: 1 });
  if (claimed === undefined) throw new Error("not claimed");
  fill();
  await endLease(store, claimed, "release");
  expect(await store.counts()).toMatchObject({ queued: 2, leased: 0 });
});

test("check writes to the disk, since nothing less shows that it takes writes", async () => {
  const { store, file } = setUp();
  await store.enqueue([entry()]);
  const { size } = statSync(`${file}-wal`);
  await store.check();
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(size);
});

test("check fails when the database takes no writes", async () => {
  const { store, db, file } = setUp();
  db.exec("PRAGMA query_only = ON");
  await expect(store.check()).rejects.toMatchObject({
    name: "StoreError",
    code: "unavailable",
    message: `the database ${file} failed (attempt to write a readonly database); see that its disk is sound and that this user may write the file and its folder`,
  });
  db.exec("PRAGMA query_only = OFF");
  await expect(store.check()).resolves.toBeUndefined();
});
