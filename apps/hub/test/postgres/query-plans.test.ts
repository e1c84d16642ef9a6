import { Client } from "pg";
import { afterAll, expect, test } from "vitest";
import { PLANNER } from "../../src/store/postgres/connection.ts";
import { LIMITS } from "../../src/store/postgres/limits.ts";
import { listStatement } from "../../src/store/postgres/list.ts";
import { REPLICAS } from "../../src/store/postgres/replicas-sql.ts";
import { SQL } from "../../src/store/postgres/sql.ts";
import { START } from "../jobs/support.ts";
import { claim, endLease, entries } from "../store/support.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();
const url = `${database.url()}?application_name=plans`;
const store = await database.open({ url });
// Many finished jobs, a queue, a few leases; statistics as they were when the tables were empty, as they often are.
await database.sql("ANALYZE pigeon.queue, pigeon.leases, pigeon.progress, pigeon.jobs");
await store.enqueue(entries(3000));
const settled = await claim(store, { limit: 1500 });
await store.apply(
  settled.map(({ job: { id: jobId, leaseId, workerId } }) => ({
    jobId,
    event: { type: "succeed", leaseId, workerId, result: "1" },
  })),
  START,
);
for (const each of await claim(store, { limit: 3 })) await endLease(store, each, "kill");
await claim(store, { limit: 5 });
await store.close();

const client = new Client(database.url());
await client.connect();
// As in the store's own sessions.
await client.query(PLANNER);
const held = await client.query<{ seq: string; lease_id: string }>(
  "SELECT seq, lease_id FROM pigeon.leases ORDER BY seq LIMIT 2",
);
afterAll(() => client.end());

interface Plan {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly Plan[];
}

/** Every part of a plan that touches a table, with how many rows it read. */
async function reads(text: string, values: readonly unknown[]) {
  await client.query("BEGIN");
  const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
    [...values],
  );
  await client.query("ROLLBACK");
  const found: { scan: string; index: string; rows: number }[] = [];
  const look = (plan: Plan): void => {
    if (plan["Node Type"].endsWith("Scan") && plan["Relation Name"] !== undefined) {
      const each = plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0);
      const rows = Math.round(each * plan["Actual Loops"]);
      found.push({ scan: plan["Node Type"], index: plan["Index Name"] ?? "none", rows });
    }
    for (const child of plan.Plans ?? []) look(child);
  };
  const [explained] = rows;
  if (explained !== undefined) look(explained["QUERY PLAN"][0].Plan);
  return found;
}

const MAX = Number.MAX_SAFE_INTEGER;
test.each([
  ["what is due", SQL.due, [["mail"], [20]], "queue_ready"],
  ["a job by its id", SQL.byId, ["job-000001"], "jobs_id"],
  ["jobs by their ids", SQL.leanByIds, [["job-000001", "job-000002"]], "jobs_id"],
  ["jobs by their keys", SQL.byKeys, [["k1", "k2"]], "jobs_idempotency_key"],
  [
    "who leaves the queue",
    SQL.leaveQueue,
    [
      [1600, 1601],
      [0, 0],
    ],
    "queue_seq",
  ],
  [
    "who leaves the leases",
    SQL.leaveLeases,
    [held.rows.map(({ seq }) => seq), held.rows.map(({ lease_id }) => lease_id)],
    "leases_seq",
  ],
  ["what to promote", SQL.promote, [START, 10], "queue_delayed"],
  ["the next run-at", SQL.nextRunAt, [], "queue_delayed"],
  ["the oldest that is due", SQL.oldestDueByType, [], "queue_ready"],
  ["expired leases", SQL.expired, [START, 10], "leases_deadline"],
  ["what to prune", SQL.prune, [START + 1, 10], "progress_finished"],
  ["a dead letter", SQL.deleteDead, ["job-000001"], "jobs_id"],
  ["a page of all jobs", listStatement({}), [MAX, 20], "jobs_seq"],
  ["a page of a state", listStatement({ state: "succeeded" }), [MAX, 20], "progress_state"],
  [
    "a page of a state and a type",
    listStatement({ state: "dead", type: "mail" }),
    [MAX, 20, "mail"],
    "progress_type",
  ],
  ["how many of a type run", LIMITS.leasedOfTypes, [["mail"]], "leases_seq"],
  ["which jobs are finished", REPLICAS.finished, [["job-000001", "job-000002"]], "jobs_id"],
  ["a page of the queue", listStatement({ state: "queued" }), [MAX, 20], "queue_seq"],
  ["a page of a type", listStatement({ type: "mail" }), [MAX, 20, "mail"], "queue_type"],
] as const)(
  "%s is found by an index, and not much more is read than is asked for",
  async (_what, { text }, values, index) => {
    const found = await reads(text, values);
    expect(found.map((each) => each.index)).toContain(index);
    expect(found.filter(({ scan }) => scan === "Seq Scan")).toEqual([]);
    expect(Math.max(...found.map(({ rows }) => rows))).toBeLessThanOrEqual(105);
  },
);

test("leases of workers are looked for among the leases, and their jobs by an index", async () => {
  const found = await reads(REPLICAS.leases.text, [["w1"]]);
  expect(found.map((each) => each.index)).toContain("jobs_seq");
  expect(Math.max(...found.map(({ rows }) => rows))).toBeLessThanOrEqual(10);
});
