import { expect, test } from "vitest";
import { compareBeat, type HeldLease } from "../../src/workers/beats.ts";

function held(...leases: [leaseId: string, delivery: HeldLease["delivery"]][]): Map<string, HeldLease> {
  return new Map(
    leases.map(([leaseId, delivery]) => [
      leaseId,
      { leaseId, jobId: `job-${leaseId}`, delivery, missedBeats: 0 },
    ]),
  );
}

const none = { cancel: [], lost: [] };

test("a worker that lists exactly what it holds has nothing to hear", () => {
  expect(compareBeat(held(["a", "confirmed"], ["b", "confirmed"]), ["b", "a"])).toEqual(none);
  expect(compareBeat(held(), [])).toEqual(none);
});

test("what it lists and does not hold, it should stop", () => {
  expect(compareBeat(held(["a", "confirmed"]), ["x", "a", "y"])).toEqual({ cancel: ["x", "y"], lost: [] });
});

test("a lease that two beats in a row leave out is lost, and not before", () => {
  const leases = held(["a", "confirmed"], ["b", "confirmed"]);
  expect(compareBeat(leases, ["b"])).toEqual(none);
  expect(compareBeat(leases, ["b"])).toEqual({ cancel: [], lost: [leases.get("a")] });
});

test("a beat that lists it in between starts the count anew", () => {
  const leases = held(["a", "confirmed"]);
  for (const running of [[], ["a"], []]) expect(compareBeat(leases, running)).toEqual(none);
  expect(compareBeat(leases, []).lost).toHaveLength(1);
});

test.each(["unsent", "sent"] as const)("a lease that is %s cannot be missed", (delivery) => {
  const leases = held(["a", delivery]);
  for (let beat = 0; beat < 5; beat += 1) expect(compareBeat(leases, [])).toEqual(none);
  const lease = leases.get("a");
  if (lease !== undefined) lease.delivery = "confirmed";
  expect(compareBeat(leases, [])).toEqual(none);
  expect(compareBeat(leases, [])).toEqual({ cancel: [], lost: [lease] });
});

test("beats missed before a lease was sent again do not count", () => {
  const leases = held(["a", "confirmed"]);
  compareBeat(leases, []);
  const lease = leases.get("a");
  if (lease !== undefined) lease.delivery = "sent";
  compareBeat(leases, []);
  if (lease !== undefined) lease.delivery = "confirmed";
  expect(compareBeat(leases, [])).toEqual(none);
});
