import type { Heartbeat } from "@pigeon/protocol";
import { expect, test } from "vitest";
import { alone } from "../../src/replicas/ownership.ts";
import type { Claimed, StoredWorker } from "../../src/store/port.ts";
import type { Taken } from "../../src/store/replicas.ts";
import { Registry, type Member } from "../../src/workers/registry.ts";
import { Supervisor, type SupervisorParts } from "../../src/workers/supervisor.ts";

const none = (): void => {};
const worker = {
  workerId: "w",
  endpoint: "http://w",
  token: "first",
  slots: 2,
  types: ["a"],
  draining: false,
};
const lease = (leaseId: string): Claimed =>
  ({ job: { id: `job of ${leaseId}`, leaseId, workerId: "w" }, payload: "null" }) as Claimed;
const beat = (...running: string[]): Heartbeat => ({ running });

/** A hub that has had the worker since before, while another hub had it and gave it leases. */
function setUp(onDisk: readonly string[], company = true) {
  const registry = new Registry();
  const sent: string[] = [];
  let moves = 0;
  let doubts = 0;
  const taken: Taken = { worker: worker as unknown as StoredWorker, leases: onDisk.map(lease) };
  const link = { probe: async () => true, cancel: async () => {}, close: async () => {} };
  const parts = {
    registry,
    ownership: {
      ...alone({} as never),
      id: () => "this hub",
      inCompany: () => company,
      doubt: () => void (doubts += 1),
      move: async () => {
        moves += 1;
        return taken;
      },
    },
    ledger: { apply: async () => [] },
    detector: {
      heartbeat: none,
      registerWorker: none,
      unregisterWorker: none,
      getWorkerStatus: () => undefined,
    },
    breakers: { reset: none, delete: none },
    clock: { after: () => none },
    openLink: () => link,
    redeliver: (_member: Member, claimed: readonly Claimed[]) =>
      void sent.push(...claimed.map(({ job }) => job.leaseId)),
  } as unknown as SupervisorParts;
  const supervisor = new Supervisor(parts);
  supervisor.takeIn([{ ...taken, leases: [] }]);
  const held = (): string[] => [...(registry.get("w")?.held.keys() ?? [])];
  return { supervisor, registry, taken, held, sent, counts: () => ({ moves, doubts }) };
}

test("a worker that was elsewhere and is taken over again comes with its leases", () => {
  const { supervisor, registry, taken, held, sent } = setUp(["l1", "l2"]);
  const before = registry.get("w");
  supervisor.takeIn([taken]);
  expect([held(), sent]).toEqual([
    ["l1", "l2"],
    ["l1", "l2"],
  ]);
  expect(registry.get("w")).toBe(before);
});

test("one that registered anew elsewhere is another one", () => {
  const { supervisor, registry, taken, held } = setUp(["l1"]);
  const before = registry.get("w");
  supervisor.takeIn([{ ...taken, worker: { ...taken.worker, token: "second" } }]);
  expect(registry.get("w")).not.toBe(before);
  expect(held()).toEqual(["l1"]);
});

test("what a worker got elsewhere is not cancelled by a hub that has not heard of it", async () => {
  const { supervisor, held, counts } = setUp(["l1"]);
  expect(await supervisor.heartbeat("w", beat("l1", "l0"))).toEqual(["l0"]);
  expect(held()).toEqual(["l1"]);
  expect(counts()).toEqual({ moves: 1, doubts: 1 });
  expect(await supervisor.heartbeat("w", beat("l1"))).toEqual([]);
  expect(counts()).toEqual({ moves: 1, doubts: 1 });
});

test("without other hubs nobody is asked", async () => {
  const { supervisor, counts } = setUp(["l1"], false);
  expect(await supervisor.heartbeat("w", beat("l1"))).toEqual(["l1"]);
  expect(counts().moves).toBe(0);
});
