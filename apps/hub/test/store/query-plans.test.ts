import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { listSql } from "../../src/store/sqlite/list.ts";
import { SQL } from "../../src/store/sqlite/statements.ts";
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
const SLOW = /^SCAN (?!.*USING)(?!\(subquery)|TEMP B-TREE/;

test.each([
  ["all jobs", {}, "INTEGER PRIMARY KEY (rowid<?)"],
  ["a state", { state: "cancelled" }, "jobs_state (state=? AND seq<?)"],
  ["a state and a type", { state: "dead", type: "t" }, "jobs_type (type=? AND state=? AND seq<?)"],
  ["a type", { type: "t" }, "jobs_type (type=? AND state=? AND seq<?)"],
] as const)("a page of %s follows an index, without a scan or a sort", async (_what, filter, index) => {
  const db = await database();
  const plan = planOf(db, listSql(filter));
  db.close();
  expect(plan.join("\n")).toContain(index);
  // The page itself, at most twice the limit for each state, may be put in order.
  const slow = plan.filter((line) => SLOW.test(line) && !("type" in filter && !("state" in filter)));
  expect(slow).toEqual([]);
  expect(plan.some((line) => line.startsWith("SCAN jobs"))).toBe(false);
});

test.each([
  ["what is due", SQL.due, "jobs_ready"],
  ["the next run-at", SQL.nextRunAt, "jobs_delayed"],
  ["what to promote", SQL.promote, "jobs_delayed"],
  ["expired leases", SQL.expired, "jobs_deadline"],
  ["what to prune", SQL.finished, "jobs_finished"],
  ["leases at a restart", SQL.leased, "jobs_state"],
])("%s is found by its index", async (_what, sql, index) => {
  const db = await database();
  const plan = planOf(db, sql);
  db.close();
  expect(plan.join("\n")).toContain(index);
  expect(plan.filter((line) => /^SCAN jobs(?!.*USING)|TEMP B-TREE/.test(line))).toEqual([]);
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
