import fc from "fast-check";
import { expect, test } from "vitest";
import { withinLimits } from "../../src/store/within-limits.ts";
import { MemoryDisk } from "../../src/store/memory/disk.ts";
import { openMemoryStore } from "../../src/store/memory/store.ts";
import type { LeasedJob } from "../../src/jobs/job.ts";
import type { Claimed } from "../../src/store/port.ts";
import { START } from "../jobs/support.ts";
import { worker } from "./conformance/queries.ts";
import { assignAll, endLease, entries, machine, type Ending } from "./support.ts";

const types = ["a", "b", "c"] as const;
const amounts = fc.dictionary(fc.constantFrom(...types), fc.nat({ max: 8 }), { noNullPrototype: true });

test("what is allowed is as much as is wanted and fits; what is cut is told", () => {
  fc.assert(
    fc.property(amounts, amounts, amounts, (wants, bounds, runs) => {
      const wanted = new Map(Object.entries(wants).filter(([, count]) => count > 0));
      const limits = new Map(Object.entries(bounds));
      const { wanted: allowed, cut } = withinLimits({ wanted, limits }, (type) => runs[type] ?? 0);
      for (const [type, count] of wanted) {
        const fits = Math.max(0, (limits.get(type) ?? Infinity) - (runs[type] ?? 0));
        expect(allowed.get(type) ?? 0).toBe(Math.min(count, fits));
        expect(cut.includes(type)).toBe(fits < count);
      }
      expect([...allowed.keys()].every((type) => wanted.has(type))).toBe(true);
      expect(withinLimits({ wanted }, () => Infinity)).toEqual({ wanted, cut: [] });
    }),
  );
});

type Step =
  | { readonly kind: "claim"; readonly hub: number; readonly count: number }
  | { readonly kind: "end"; readonly lease: number; readonly how: Ending }
  | { readonly kind: "move"; readonly hub: number }
  | { readonly kind: "restart"; readonly hub: number };
const hub = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("claim"), hub, count: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("end"),
      lease: fc.nat({ max: 20 }),
      how: fc.constantFrom<Ending[]>("succeed", "fail", "lose", "release", "timeout"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("move", "restart"), hub }) },
) as fc.Arbitrary<Step>;

/** Three hubs on one disk, each with a worker. */
async function threeHubs() {
  const disk = new MemoryDisk();
  let serial = 0;
  const open = async (index: number) => {
    const store = openMemoryStore({ machine, defer: queueMicrotask, disk, shared: { now: () => 0 } });
    const replica = { id: `r${(serial += 1)}`, name: `hub ${index}` };
    await store.replicas?.join(replica, 1_000);
    return { store, replica };
  };
  const hubs = [await open(0), await open(1), await open(2)];
  const of = (index: number) => hubs[index % 3] as (typeof hubs)[number];
  for (const [index, { store, replica }] of hubs.entries())
    await store.replicas?.register(replica.id, { ...worker, workerId: `w${index}` });
  await of(0).store.enqueue(types.flatMap((type) => entries(30, { type, maxAttempts: 100 })));
  const restart = async (index: number) => {
    await of(index).store.close();
    hubs[index] = await open(index);
    await of(index).store.replicas?.takeOver(of(index).replica, false);
  };
  const leased = () =>
    [...disk.leased].map(({ job, payload }): Claimed => ({ job: job as LeasedJob, payload }));
  return { of, restart, leased };
}

test("whatever hubs claim, end and take from each other, at once or in turn, no limit is exceeded", async () => {
  const rounds = fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(rounds, fc.nat({ max: 4 }), async (plan, limit) => {
      const limits = new Map([["a", limit] as const, ["b", 2] as const]);
      const { of, restart, leased } = await threeHubs();
      const play = async (each: Step): Promise<unknown> => {
        if (each.kind === "end") {
          const all = leased();
          const found = all[each.lease % Math.max(1, all.length)];
          return found && (await endLease(of(each.lease).store, found, each.how));
        }
        const { store, replica } = of(each.hub);
        if (each.kind === "restart") return await restart(each.hub);
        if (each.kind === "move") return await store.replicas?.move(replica.id, `w${(each.hub + 1) % 3}`);
        const wanted = new Map(types.map((type) => [type, each.count]));
        const assign = assignAll(`w${each.hub}`);
        return await store.claim({ wanted, now: START, by: replica.id, limits, assign });
      };
      for (const round of plan) {
        const done = await Promise.allSettled(round.map(play));
        // One that is restarted at the same time may do it or not.
        for (const each of done)
          if (each.status === "rejected" && !round.some(({ kind }) => kind === "restart" || kind === "end"))
            throw each.reason;
        const running = Map.groupBy(leased(), ({ job }) => job.type);
        for (const [type, most] of limits) expect(running.get(type)?.length ?? 0).toBeLessThanOrEqual(most);
      }
    }),
    { numRuns: 150 },
  );
});
