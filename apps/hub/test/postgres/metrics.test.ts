import { expect, test } from "vitest";
import { testHub } from "../hub-fixture.ts";
import { scrape } from "../telemetry/scrape.ts";
import { testDatabase } from "./database.ts";

const database = await testDatabase();

test("a hub on PostgreSQL measures its commits, and tells what is in the database", async () => {
  const hub = await testHub({ hub: { storeUrl: database.url() } });
  await Promise.all(Array.from({ length: 10 }, () => hub.submit({ type: "t", payload: 1 })));
  const samples = await scrape(hub);
  expect(samples.get("pigeon_store_commit_size_count")).toBeGreaterThan(0);
  expect(samples.get("pigeon_store_commit_size_sum")).toBeGreaterThanOrEqual(10);
  expect(samples.get("pigeon_store_commit_duration_seconds_sum")).toBeGreaterThan(0);
  expect(samples.get('pigeon_store_operation_duration_seconds_count{operation="enqueue"}')).toBe(10);
  expect(samples.get('pigeon_jobs{state="queued"}')).toBe(10);
  expect(samples.get("pigeon_store_up")).toBe(1);
});
