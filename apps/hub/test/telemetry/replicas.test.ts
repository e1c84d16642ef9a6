import { expect, test } from "vitest";
import { Exposition } from "../../src/telemetry/metrics/exposition.ts";
import { replicaMetrics } from "../../src/telemetry/metrics/replicas.ts";
import { parseSamples } from "./scrape.ts";

const read = async (replica: Parameters<typeof replicaMetrics>[1]) => {
  const exposition = new Exposition();
  replicaMetrics(exposition, replica);
  return Object.fromEntries(parseSamples(await exposition.text()));
};

test("a hub tells of its place among others, and of what happened between them", async () => {
  const tally = { taken: 1, lost: 2, hintsSent: 3, hintsHeard: 4, corrected: 5 };
  const membership = { others: 2, holds: () => true, leads: () => false };
  expect(await read({ tally, membership })).toEqual({
    pigeon_replicas: 3,
    pigeon_replica_lease_held: 1,
    pigeon_replica_leads: 0,
    pigeon_replica_lease_losses_total: 2,
    pigeon_replica_workers_taken_total: 1,
    pigeon_replica_hints_sent_total: 3,
    pigeon_replica_hints_received_total: 4,
    pigeon_replica_corrections_total: 5,
  });
  const lost = await read({ tally, membership: { ...membership, holds: () => false } });
  expect([lost["pigeon_replicas"], lost["pigeon_replica_lease_held"]]).toEqual([2, 0]);
});

test("a hub that has its store alone leads, and is the only one", async () => {
  const samples = await read(undefined);
  expect(Object.entries(samples).filter(([, value]) => value !== 0)).toEqual([
    ["pigeon_replicas", 1],
    ["pigeon_replica_lease_held", 1],
    ["pigeon_replica_leads", 1],
  ]);
});
