import { expect, onTestFinished, test } from "vitest";
import { savedState } from "../../src/saved-state.ts";
import { openMemoryStore } from "../../src/store/memory/store.ts";
import { MemoryDisk } from "../../src/store/memory/disk.ts";
import type { Store } from "../../src/store/port.ts";
import { defer, systemClock } from "../../src/system.ts";
import { takeUp } from "../../src/take-up.ts";
import { testConfig } from "../hub-fixture.ts";
import { machine } from "../store/support.ts";

const silent = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };

async function start(store: Store) {
  const parts = await takeUp({
    config: testConfig(),
    store,
    logger: silent,
    clock: systemClock,
    random: () => 0.5,
  });
  onTestFinished(async () => {
    await parts.alerts.close(0);
    await store.close();
  });
  return parts;
}

const unhealthy = { type: "worker", workerId: "w1", status: "unhealthy", reason: "silent" } as const;

test("alerts and counts of errors go on from where they were", async () => {
  const disk = new MemoryDisk();
  const first = await start(openMemoryStore({ machine, defer, disk }));
  first.alerts.observe(unhealthy);
  first.errors.logJobError("j", new Error("no"));
  const { id } = first.alerts.silence({
    matchers: [{ label: "worker", is: "w9" }],
    until: new Date(Date.now() + 60_000),
    comment: "c",
    author: "a",
  });
  await first.alerts.close();
  await first.errors.flush();
  const { alerts, errors } = await start(openMemoryStore({ machine, defer, disk }));
  expect(alerts.active()).toMatchObject([{ rule: "WorkerFailed", labels: { worker: "w1" } }]);
  expect(alerts.silences().map((each) => each.id)).toEqual([id]);
  expect(errors.getErrorSummary().total).toBe(1);
  // Records are not kept.
  expect(errors.getErrors()).toEqual([]);
});

test.each([
  ["no JSON", "{"],
  ["of another version", '{"version":99}'],
  ["of another kind", "[]"],
  ["with holes", '{"version":1,"instances":[null],"groups":[7],"silences":[{}]}'],
])("state that is %s is told and forgotten", async (_what, text) => {
  const disk = new MemoryDisk();
  disk.state.set("alerts", text).set("errors", text);
  const { alerts, errors } = await start(openMemoryStore({ machine, defer, disk }));
  const operations = errors.getErrorsByCategory("infrastructure").map(({ operation }) => operation);
  expect(operations.toSorted((one = "", other = "") => one.localeCompare(other))).toEqual([
    "alerts: take up",
    "errors: take up",
  ]);
  alerts.observe(unhealthy);
  errors.logJobError("j", new Error("no"));
  expect(alerts.active()).toHaveLength(1);
  await alerts.close();
  await errors.flush();
  const again = await start(openMemoryStore({ machine, defer, disk }));
  expect(again.alerts.active()).toHaveLength(1);
  expect(again.errors.getErrorSummary().total).toBeGreaterThan(0);
  expect(again.errors.getErrors()).toEqual([]);
});

test("what is saved after the end of the store is lost without complaint, and other failures are told", async () => {
  const store = openMemoryStore({ machine, defer });
  const saved = savedState(store, "errors");
  await saved.save({ n: 1 });
  expect(await saved.load()).toBe('{"n":1}');
  await store.close();
  await expect(saved.save({ n: 2 })).resolves.toBeUndefined();
  const full = { loadState: saved.load, saveState: () => Promise.reject(new Error("full")) };
  await expect(savedState(full, "errors").save({})).rejects.toThrow("full");
});
