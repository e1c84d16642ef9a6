import fc from "fast-check";
import { hostname } from "node:os";
import { expect, test } from "vitest";
import { nameOf, ownState } from "../../src/replicas/own-name.ts";
import { readReport, reportOf } from "../../src/replicas/report.ts";
import { MemoryDisk } from "../../src/store/memory/disk.ts";
import { openMemoryStore } from "../../src/store/memory/store.ts";
import { defer } from "../../src/system.ts";
import { machine } from "../store/support.ts";

const status = fc.constantFrom("healthy", "degraded", "unhealthy", "recovering");

test("a report is read as it was written, but for those that are too many to name", () => {
  const health = fc.uniqueArray(fc.record({ workerId: fc.uuid(), status }), {
    selector: ({ workerId }) => workerId,
    maxLength: 150,
  });
  fc.assert(
    fc.property(health, fc.double({ min: 0, max: 1e6, noNaN: true }), (workers, throughput) => {
      const report = readReport(JSON.stringify(reportOf(workers, throughput)));
      expect(Object.values(report.workers).reduce((sum, count) => sum + count)).toBe(workers.length);
      const unwell = workers.filter((each) => each.status !== "healthy");
      expect(Object.keys(report.unwell)).toHaveLength(Math.min(100, unwell.length));
      for (const [workerId, said] of Object.entries(report.unwell))
        expect(said).toBe(workers.find((each) => each.workerId === workerId)?.status);
      expect(report.throughput).toBe(throughput);
    }),
  );
});

test.each(["", "{", "{}", '{"workers":{"healthy":"x"}}', "null"])(
  "what is no report tells nothing: %s",
  (text) => {
    expect(readReport(text)).toEqual(reportOf([], 0));
  },
);

test("a hub is called as it is told, or by machine and port", () => {
  expect(nameOf({ name: "hub-a", port: 1 })).toBe("hub-a");
  expect(nameOf({ name: "", port: 4040 })).toBe(`${hostname()}:4040`);
  expect(nameOf({ name: "", port: 0 })).toBe(`${hostname()}:pid-${process.pid}`);
});

test("hubs that share a store save their state apart; one alone saves it as ever", async () => {
  const disk = new MemoryDisk();
  const open = () => openMemoryStore({ machine, defer, disk, shared: { now: () => 0 } });
  let hasName = true;
  const ours = (name: string) => ownState(open(), name, () => hasName);
  const [a, b] = [ours("a"), ours("b")];
  await a.saveState("errors", "1");
  await b.saveState("errors", "2");
  expect([await a.loadState("errors"), await b.loadState("errors")]).toEqual(["1", "2"]);
  // Another hub is called so.
  hasName = false;
  await a.saveState("errors", "3");
  expect(await a.loadState("errors")).toBe("1");
  const alone = openMemoryStore({ machine, defer });
  expect(ownState(alone, "a", () => true)).toBe(alone);
});
