import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { listSql } from "../../src/store/sqlite/list.ts";
import { SQL } from "../../src/store/sqlite/sql.ts";
import { START } from "../jobs/support.ts";
import { folder } from "./folder.ts";
import { openAt } from "./open-at.ts";
import { claim, deadJob, endLease, entries, ids } from "./support.ts";

async function database(): Promise<DatabaseSync> {
  const file = join(folder(), "pigeon.db");
  await openAt(file).close();
  return new DatabaseSync(file);
}

function planOf(db: DatabaseSync, sql: string): string[] {
  return db
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map((row) => String(row["detail"]));
}

/** A scan without an index, or a sort of everything that was found. */
const SLOW = /^SCAN (?!.*USING)(?!\(subquery|CONSTANT ROW|first$)|TEMP B-TREE/;
/** Of those that were found, which are no more than the limit. */
const LIMITED_SORT = "USE TEMP B-TREE FOR ORDER BY";

test.each([
  ["all jobs", {}, "SEARCH jobs USING INTEGER PRIMARY KEY (rowid<?)"],
  ["a finished state", { state: "cancelled" }, "progress_state (state=? AND seq<?)"],
  [
    "a finished state and a type",
    { state: "dead", type: "t" },
    "progress_type (state=? AND type=? AND seq<?)",
  ],
  ["the queue", { state: "queued" }, "SEARCH queue USING INTEGER PRIMARY KEY (rowid<?)"],
  ["a type in the queue", { state: "queued", type: "t" }, "queue_type (type=? AND seq<?)"],
  ["the leases", { state: "leased" }, "SEARCH leases USING INTEGER PRIMARY KEY (rowid<?)"],
  [
    "a type in the leases",
    { state: "leased", type: "t" },
    "SEARCH leases USING INTEGER PRIMARY KEY (rowid<?)",
  ],
  ["a type", { type: "t" }, "progress_type (state=? AND type=? AND seq<?)"],
] as const)("a page of %s follows an index, without a scan or a sort", async (_what, filter, index) => {
  const db = await database();
  const plan = planOf(db, listSql(filter));
  db.close();
  expect(plan.join("\n")).toContain(index);
  expect(plan.filter((line) => SLOW.test(line))).toEqual([]);
});

test.each([
  ["what is due", SQL.due, "queue_ready"],
  ["the oldest that is due", SQL.oldestDueByType, "queue_ready (type=? AND priority<?)"],
  ["the next run-at", SQL.nextRunAt, "queue_delayed"],
  ["how many of each type wait", SQL.queuedByType, "COVERING INDEX queue_type"],
  ["what to promote", SQL.promote, "queue_delayed"],
  ["expired leases", SQL.expired, "leases_deadline"],
  ["what to prune", SQL.finished, "progress_finished"],
  ["leases at a restart", SQL.leased, "USING ROWID SEARCH ON TABLE leases"],
])("%s is found by its index", async (what, sql, index) => {
  const db = await database();
  const plan = planOf(db, sql);
  db.close();
  expect(plan.join("\n")).toContain(index);
  const sorts = what === "expired leases" ? [LIMITED_SORT] : [];
  expect(plan.filter((line) => SLOW.test(line))).toEqual(sorts);
});

test("pages by type hold the jobs of every state, newest first, to the last", async () => {
  const store = openAt(join(folder(), "pigeon.db"));
  await store.enqueue(entries(10, { type: "mail" }));
  const claimed = await claim(store, { limit: 4 });
  for (const each of claimed.slice(0, 2)) await endLease(store, each, "succeed");
  await deadJob(store, { type: "mail", priority: 9 });
  await store.enqueue(entries(3, { type: "other" }));
  const all = ids((await store.list({ limit: 100, type: "mail" })).jobs);
  expect(all).toEqual([...all].sort().reverse());
  expect(all).toHaveLength(11);
  const paged: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.list>> = await store.list({
      limit: 3,
      type: "mail",
      ...(cursor === null ? {} : { cursor }),
    });
    paged.push(...ids(page.jobs));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(all);
  expect((await store.list({ limit: 9, type: "mail", state: "dead" })).jobs).toHaveLength(1);
  expect(await store.prune(START + 1, 10)).toBe(2);
  expect(await store.counts()).toMatchObject({ succeeded: 0 });
  await store.close();
});
