import { describe, expect, test } from "vitest";
import type { Claimed } from "../../../src/store/port.ts";
import { START } from "../../jobs/support.ts";
import { assignAll, endLease, entries, entry, ids } from "../support.ts";
import { describeLimits } from "./limits.ts";
import { describeNames } from "./names.ts";
import { joinedHubs, named, TTL_MS, type JoinedHub, type SharedDatabase } from "./shared-hubs.ts";

const RENEWED = { kind: "renewed", leads: true, others: 0, ended: false, unowned: false } as const;

/** What a store promises to several hubs that share it. */
export function describeReplicas(name: string, fresh: () => Promise<SharedDatabase>): void {
  const setUp = async (count: number) => joinedHubs(await fresh(), count);

  const claim = ({ store, id }: JoinedHub, workerId: string, limit = 10): Promise<Claimed[]> =>
    store.claim({ wanted: new Map([["mail", limit]]), now: START, assign: assignAll(workerId), by: id });
  const release = ({ job }: Claimed, owned?: { replica: string; workerId: string }) => ({
    jobId: job.id,
    event: { type: "release", leaseId: job.leaseId, reason: "drained" } as const,
    ...(owned === undefined ? {} : { owned }),
  });

  describeNames(name, fresh);
  describeLimits(name, fresh);

  describe(`${name}, shared`, () => {
    test("the oldest replica leads, and the next one when it left", async () => {
      const { hub } = await setUp(3);
      expect(await hub(0).renew()).toEqual({ ...RENEWED, others: 2 });
      expect(await hub(1).renew()).toEqual({ ...RENEWED, leads: false, others: 2 });
      await hub(0).replicas.leave(hub(0).id);
      expect(await hub(0).renew()).toEqual({ kind: "gone" });
      expect(await hub(2).renew()).toMatchObject({ leads: false, others: 1 });
      expect(await hub(1).renew()).toMatchObject({ leads: true, others: 1 });
      const said = (await hub(2).replicas.replicas()).map(({ id, leads, report }) => [id, leads, report]);
      expect(said).toEqual([
        [hub(1).id, true, `report of ${hub(1).name}`],
        [hub(2).id, false, `report of ${hub(2).name}`],
      ]);
    });

    test("a lease that ended holds again when it is renewed, unless someone took over", async () => {
      const { hub, age } = await setUp(2);
      await age(TTL_MS + 1);
      expect(await hub(1).renew()).toEqual({ ...RENEWED, ended: true });
      expect(await hub(0).renew()).toEqual({ ...RENEWED, others: 1 });
      await age(TTL_MS + 1);
      await hub(1).renew();
      expect(await hub(1).replicas.takeOver(hub(1).replica, true)).toEqual([]);
      expect(await hub(0).renew()).toEqual({ kind: "gone" });
      expect(await hub(1).renew()).toEqual(RENEWED);
    });

    test("a replica hands out to its own workers only, and nothing once its lease ended", async () => {
      const { hub, age } = await setUp(2);
      await hub(0).store.enqueue(entries(5));
      await hub(0).replicas.register(hub(0).id, named("w1"));
      expect(await claim(hub(1), "w1")).toEqual([]);
      expect(await claim(hub(0), "nobody")).toEqual([]);
      const mixed = await hub(0).store.claim({
        wanted: new Map([["mail", 2]]),
        now: START,
        by: hub(0).id,
        assign: ([one, two]) => [
          { jobId: one?.id ?? "", workerId: "w1", leaseId: "l1" },
          { jobId: two?.id ?? "", workerId: "w2", leaseId: "l2" },
        ],
      });
      expect(mixed.map(({ job }) => job.leaseId)).toEqual(["l1"]);
      await age(TTL_MS + 1);
      expect(await claim(hub(0), "w1")).toEqual([]);
      await hub(0).renew();
      expect(await claim(hub(0), "w1")).toHaveLength(4);
      expect(await hub(1).store.counts()).toMatchObject({ queued: 0, leased: 5 });
    });

    test("what only an owner may say is nothing from others, or without a lease", async () => {
      const { hub, age } = await setUp(2);
      await hub(0).store.enqueue(entries(3));
      await hub(0).replicas.register(hub(0).id, named("w1"));
      const [one, two, three] = (await claim(hub(0), "w1")) as [Claimed, Claimed, Claimed];
      const by = (index: number) => ({ replica: hub(index).id, workerId: "w1" });
      const notOwner = { kind: "not-owner", workerId: "w1" };
      expect(await hub(1).store.apply([release(one, by(1)), release(two)], START)).toMatchObject([
        notOwner,
        { kind: "changed" },
      ]);
      await age(TTL_MS + 1);
      expect(await hub(0).store.apply([release(one, by(0))], START)).toEqual([notOwner]);
      await hub(0).renew();
      expect(await hub(0).store.apply([release(one, by(0))], START)).toMatchObject([{ kind: "changed" }]);
      // Results and cancels are anyone's; so is what was held by a worker that is not there any more.
      await hub(0).replicas.remove(hub(0).id, "w1");
      expect(ids(await hub(1).replicas.orphans(10))).toEqual(ids([three]));
      expect(await hub(1).store.apply([release(three, by(1))], START)).toMatchObject([{ kind: "changed" }]);
      expect(await hub(1).replicas.orphans(10)).toEqual([]);
    });

    test("a take-over moves workers with their leases, and fences the one before", async () => {
      const { hub, age } = await setUp(2);
      await hub(0).store.enqueue(entries(2));
      await hub(0).replicas.register(hub(0).id, named("w1"));
      await hub(0).replicas.register(hub(0).id, named("w2"));
      await hub(1).replicas.register(hub(1).id, named("w3"));
      const held = await claim(hub(0), "w1");
      expect(await hub(1).replicas.takeOver(hub(1).replica, true)).toEqual([]);
      await age(TTL_MS + 1);
      expect(await hub(1).replicas.takeOver(hub(1).replica, true)).toBeUndefined();
      await hub(1).renew();
      expect(await hub(1).replicas.takeOver(hub(1).replica, false)).toEqual([]);
      const taken = (await hub(1).replicas.takeOver(hub(1).replica, true)) ?? [];
      expect(taken.map((each) => each.worker).toSorted(byId)).toEqual([named("w1"), named("w2")]);
      expect(taken.flatMap(({ leases }) => leases)).toEqual(held);
      const owned = { replica: hub(0).id, workerId: "w1" };
      const [first] = held as [Claimed];
      expect(await hub(0).store.apply([release(first, owned)], START)).toMatchObject([{ kind: "not-owner" }]);
      // A result is its lease's, at whichever hub it arrives.
      expect(await endLease(hub(0).store, first, "succeed")).toMatchObject({ state: "succeeded" });
      await hub(0).store.enqueue([entry()]);
      expect(await claim(hub(0), "w1")).toEqual([]);
      expect(await claim(hub(1), "w1")).toHaveLength(1);
    });

    test("of several that take over at once, one gets each worker", async () => {
      const { hub, age, join, open } = await setUp(4);
      const workers = Array.from({ length: 12 }, (_, index) => `w${index}`);
      for (const [index, workerId] of workers.entries())
        await hub(index % 2).replicas.register(hub(index % 2).id, named(workerId));
      await age(TTL_MS + 1);
      await Promise.all([hub(2).renew(), hub(3).renew()]);
      const latest = await join(await open());
      const takers = [hub(2), hub(3), latest];
      const taken = await Promise.all(
        [...takers, ...takers].map(({ replicas, replica }) => replicas.takeOver(replica, true)),
      );
      const all = taken.flatMap((each) => (each ?? []).map((one) => one.worker.workerId));
      expect(all.toSorted()).toEqual(workers.toSorted());
      for (const taker of takers) {
        const own = taken
          .filter((_each, index) => takers[index % 3] === taker)
          .flatMap((each) => (each ?? []).map((one) => one.worker.workerId));
        const held = (await taker.replicas.holdings(taker.id)).map(({ workerId }) => workerId);
        expect(held.toSorted()).toEqual(own.toSorted());
      }
    });

    test("the workers of one that left are anyone's", async () => {
      const { hub } = await setUp(3);
      await hub(0).replicas.register(hub(0).id, named("w1"));
      await hub(0).replicas.leave(hub(0).id);
      expect(await hub(2).renew()).toMatchObject({ unowned: true });
      expect(await hub(2).replicas.takeOver(hub(2).replica, false)).toMatchObject([
        { worker: { workerId: "w1" } },
      ]);
    });

    test("a registration is its hub's, which learns of the leases of the one before", async () => {
      const { hub, age } = await setUp(2);
      await hub(0).store.enqueue(entries(1));
      expect(await hub(0).replicas.register(hub(0).id, named("w1"))).toEqual([]);
      const held = await claim(hub(0), "w1");
      const later = { ...named("w1"), token: "later", slots: 2 };
      expect(await hub(1).replicas.register(hub(1).id, later)).toEqual(held);
      expect(await hub(0).replicas.find("w1")).toEqual(later);
      expect(await hub(0).replicas.find("w2")).toBeUndefined();
      expect(await hub(0).replicas.holdings(hub(0).id)).toEqual([]);
      expect(await hub(1).replicas.holdings(hub(1).id)).toEqual([
        { workerId: "w1", leases: new Map(held.map(({ job }) => [job.leaseId, job.type])) },
      ]);
      await age(TTL_MS + 1);
      expect(await hub(0).replicas.register(hub(0).id, named("w1"))).toBeUndefined();
      expect(await hub(0).replicas.find("w1")).toEqual(later);
    });

    test("a worker moves with its leases, but not to a hub without a lease", async () => {
      const { hub, age } = await setUp(2);
      await hub(0).store.enqueue(entries(1));
      await hub(0).replicas.register(hub(0).id, named("w1"));
      const held = await claim(hub(0), "w1");
      expect(await hub(1).replicas.move(hub(1).id, "w1")).toEqual({ worker: named("w1"), leases: held });
      expect(await hub(1).replicas.move(hub(1).id, "w2")).toBe("unknown");
      expect(await hub(0).replicas.update(hub(0).id, { ...named("w1"), draining: true })).toBe(false);
      expect(await hub(0).replicas.remove(hub(0).id, "w1")).toBe(false);
      expect(await hub(1).replicas.update(hub(1).id, { ...named("w1"), draining: true })).toBe(true);
      expect(await hub(0).replicas.find("w1")).toEqual({ ...named("w1"), draining: true });
      expect(await hub(0).store.workers()).toEqual([{ ...named("w1"), draining: true }]);
      const list = await hub(0).replicas.workers();
      expect(list.map(({ worker: { workerId }, replica, running }) => [workerId, replica, running])).toEqual([
        ["w1", hub(1).name, 1],
      ]);
      await age(TTL_MS + 1);
      expect(await hub(0).replicas.move(hub(0).id, "w1")).toBe("no-lease");
      expect(await hub(1).replicas.remove(hub(1).id, "w1")).toBe(true);
      expect(await hub(1).replicas.find("w1")).toBeUndefined();
    });

    test("a claim and a move at once: the new owner knows of every lease", async () => {
      const { hub } = await setUp(2);
      await hub(0).replicas.register(hub(0).id, named("w1"));
      for (let round = 0; round < 15; round += 1) {
        const [from, to] = [hub(round % 2), hub((round + 1) % 2)];
        await from.store.enqueue(entries(2));
        const [claimed, moved] = await Promise.all([claim(from, "w1", 2), to.replicas.move(to.id, "w1")]);
        const known = typeof moved === "string" ? [] : moved.leases.map(({ job }) => job.leaseId);
        expect(known.toSorted()).toEqual(claimed.map(({ job }) => job.leaseId).toSorted());
        for (const each of claimed) await endLease(to.store, each, "succeed");
        for (const each of await claim(to, "w1", 10)) await endLease(to.store, each, "succeed");
      }
      expect(await hub(0).store.counts()).toMatchObject({ queued: 0, leased: 0, succeeded: 30 });
    });

    test("which jobs are finished is told of many at once", async () => {
      const { hub } = await setUp(2);
      const jobs = entries(4);
      await hub(0).store.enqueue(jobs);
      await hub(0).replicas.register(hub(0).id, named("w1"));
      const [one, two] = (await claim(hub(0), "w1", 3)) as [Claimed, Claimed];
      await endLease(hub(1).store, one, "succeed");
      await endLease(hub(1).store, two, "kill");
      const finished = await hub(1).replicas.finished([...ids(jobs), "nothing"]);
      expect(finished.toSorted()).toEqual(ids([one, two]).toSorted());
      expect(await hub(1).replicas.finished([])).toEqual([]);
    });

    test("what a replica says is heard by the others, not by itself", async () => {
      const { hub } = await setUp(3);
      const heard: string[] = [];
      for (const index of [0, 1, 2]) hub(index).replicas.hear((text) => heard.push(`${index}: ${text}`));
      await Promise.all([0, 1, 2].map((index) => hub(index).renew()));
      hub(1).replicas.tell(hub(1).id, "mail is queued");
      await expect.poll(() => heard.toSorted()).toEqual(["0: mail is queued", "2: mail is queued"]);
    });

    test("a closed store has no replicas any more", async () => {
      const { hub } = await setUp(1);
      await hub(0).store.close();
      const calls: Promise<unknown>[] = [
        hub(0).renew(),
        hub(0).replicas.join(hub(0).replica, TTL_MS),
        hub(0).replicas.move(hub(0).id, "w1"),
        hub(0).replicas.replicas(),
      ];
      for (const call of calls) await expect(call).rejects.toMatchObject({ code: "closed" });
      hub(0).replicas.tell(hub(0).id, "nobody hears it");
    });
  });
}

const byId = (one: { workerId: string }, other: { workerId: string }): number =>
  one.workerId < other.workerId ? -1 : 1;
