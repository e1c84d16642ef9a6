import { expect, test } from "vitest";
import { Replica, type ReplicaParts } from "../../src/replicas/replica.ts";
import { reportOf } from "../../src/replicas/report.ts";
import type { Replicas } from "../../src/store/replicas.ts";
import { Registry } from "../../src/workers/registry.ts";
import { worker } from "../store/conformance/queries.ts";
import { FakeClock } from "../units/fake-clock.ts";

// Found by the simulator (replicas, seed 101205): a lease that its worker refused was released, the answer of the
// database was lost, the release was said again and refused, and the hub counted the lease, unsent, for ever.
test("a lease that was not handed over and is not on disk frees its slot, unless its claim is on its way", async () => {
  const clock = new FakeClock(0);
  const registry = new Registry();
  const member = registry.add({ ...worker, workerId: "w" }, undefined, true);
  const hold = (leaseId: string) =>
    member.held.set(leaseId, { leaseId, jobId: "j", delivery: "unsent", missedBeats: 0 });
  const onDisk = new Map<string, string>();
  const nothing = { kind: "renewed", leads: true, others: 0, ended: false, unowned: false } as const;
  const replicas: Pick<Replicas, "join" | "renew" | "takeOver" | "holdings" | "orphans" | "hear"> = {
    join: async () => ({ kind: "joined" }),
    renew: async () => nothing,
    takeOver: async () => [],
    holdings: async () => [{ workerId: "w", leases: new Map(onDisk) }],
    orphans: async () => [],
    hear: () => {},
  };
  const failed: unknown[] = [];
  const replica = new Replica({
    replicas: replicas as Replicas,
    name: "a",
    clock,
    heartbeatIntervalMs: 60_000,
    ids: { lease: () => "r1" },
    registry,
    waiters: { ids: () => [], finished: () => {} },
    report: () => reportOf([], 0),
    supervisor: () =>
      ({ takeIn: () => {}, cancel: () => {}, releaseUnknown: async () => {} }) as unknown as ReturnType<
        ReplicaParts["supervisor"]
      >,
    wake: () => {},
    expectDelayed: () => {},
    onRunning: () => {},
    storeFailure: () => (error) => failed.push(error),
    isOut: () => false,
  });
  await replica.start();
  hold("released");
  hold("on its way");
  await clock.advance(2_500);
  expect([...member.held.keys()]).toEqual(["released", "on its way"]);
  onDisk.set("on its way", "t");
  await clock.advance(2_000);
  expect([...member.held.keys()]).toEqual(["on its way"]);
  await clock.advance(10_000);
  expect([...member.held.keys()]).toEqual(["on its way"]);
  expect(failed).toEqual([]);
});
