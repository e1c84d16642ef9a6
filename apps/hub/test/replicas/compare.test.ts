import { expect, test } from "vitest";
import { compare, count } from "../../src/replicas/compare.ts";
import type { HeldLease } from "../../src/workers/beats.ts";
import { Registry, type Member } from "../../src/workers/registry.ts";
import { worker } from "../store/conformance/queries.ts";

const registry = new Registry();
const add = (workerId: string, leases: Record<string, HeldLease["delivery"]>): Member => {
  const member = registry.add({ ...worker, workerId }, undefined, true);
  for (const [leaseId, delivery] of Object.entries(leases))
    member.held.set(leaseId, { leaseId, jobId: "j", delivery, missedBeats: 0 });
  return member;
};
const holding = (workerId: string, ...leases: string[]) => ({
  workerId,
  leases: new Map(leases.map((leaseId) => [leaseId, "mail"])),
});
const memberOf = (workerId: string) => registry.get(workerId);

test("tells what others have, what has ended, and what nobody here knows of", () => {
  const kept = add("kept", { sent: "sent", gone: "confirmed", fresh: "unsent", doubt: "in-doubt" });
  const lost = add("lost", { other: "sent" });
  const replaced = add("replaced", { old: "sent" });
  const counted = count(registry.all());
  expect(counted[0]?.leaseIds).toEqual(["sent", "gone", "doubt"]);
  expect(counted[0]?.unsent).toEqual(["fresh"]);
  add("replaced", {});
  add("new", {});
  const holdings = [
    holding("kept", "sent", "strange", "doubt"),
    holding("replaced"),
    holding("unknown", "x"),
  ];
  const difference = compare(counted, holdings, memberOf);
  expect(difference.lost).toEqual([lost]);
  expect(difference.ended).toEqual([{ member: kept, leaseId: "gone" }]);
  expect(difference.absent).toEqual([{ member: kept, leaseId: "fresh" }]);
  expect([...difference.strange]).toEqual(["fresh", "strange", "doubt", "unknown", "x"]);
  expect(registry.isCurrent(replaced)).toBe(false);
});

test("a claim in doubt that is not on disk has ended", () => {
  const member = add("kept", { doubt: "in-doubt" });
  const { ended, strange } = compare(count([member]), [holding("kept")], memberOf);
  expect(ended).toEqual([{ member, leaseId: "doubt" }]);
  expect(strange.size).toBe(0);
});

test("a lease that ended here while the database was asked is not told again", () => {
  const member = add("kept", { done: "sent" });
  const counted = count([member]);
  member.held.delete("done");
  expect(compare(counted, [holding("kept")], memberOf).ended).toEqual([]);
});
