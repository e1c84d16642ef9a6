import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { PLANNER } from "../../src/store/postgres/connection.ts";
import { SQL } from "../../src/store/postgres/sql.ts";
import { START } from "../jobs/support.ts";
import { testDatabase } from "../postgres/database.ts";
import { entry } from "../store/support.ts";

const database = await testDatabase();

// The rows to promote were asked for within `IN (…)`. With some statistics the server asked again for each row of the
// queue, and each time was given the next one.
test("no more jobs are promoted than asked for, whatever the plan", async () => {
  const store = await database.fresh();
  await store.enqueue([1, 2, 3].map((delayMs) => entry({ runAt: START + delayMs })));
  await store.close();
  const client = new Client(database.url());
  await client.connect();
  onTestFinished(() => client.end());
  // What leads to that plan, as the statistics did.
  const ways = ["hashagg", "sort", "incremental_sort", "material"];
  await client.query([PLANNER, ...ways.map((way) => `SET enable_${way} = off`)].join("; "));
  expect((await client.query(SQL.promote.text, [START + 10, 1])).rowCount).toBe(1);
  expect((await client.query(SQL.promote.text, [START + 10, 5])).rowCount).toBe(2);
});
