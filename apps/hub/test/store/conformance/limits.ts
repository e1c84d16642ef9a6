import { describe, expect, test } from "vitest";
import type { Claimed } from "../../../src/store/port.ts";
import { START } from "../../jobs/support.ts";
import { assignAll, endLease, entries } from "../support.ts";
import { joinedHubs, named, type JoinedHub, type SharedDatabase } from "./shared-hubs.ts";

/** What a store promises of limits that hold for several hubs together. */
export function describeLimits(name: string, fresh: () => Promise<SharedDatabase>): void {
  /** So many hubs, each with a worker of its number. */
  async function setUp(count: number) {
    const { hub } = await joinedHubs(await fresh(), count);
    for (let index = 0; index < count; index += 1)
      await hub(index).replicas.register(hub(index).id, named(`w${index}`));
    return hub;
  }

  async function claim(
    { store, id }: JoinedHub,
    worker: number,
    limits: Record<string, number>,
    wanted: Record<string, number> = { mail: 10 },
  ): Promise<{ claimed: Claimed[]; cut: string[] }> {
    const cut = new Set<string>();
    const claimed = await store.claim({
      wanted: new Map(Object.entries(wanted)),
      now: START,
      assign: assignAll(`w${worker}`),
      by: id,
      limits: new Map(Object.entries(limits)),
      onCut: (types) => {
        for (const type of types) cut.add(type);
      },
    });
    return { claimed, cut: [...cut] };
  }

  describe(`${name}, limits of types`, () => {
    test("hold for all hubs together, and tell who gets less than it wants", async () => {
      const hub = await setUp(2);
      await hub(0).store.enqueue([...entries(9), ...entries(3, { type: "free" })]);
      const first = await claim(hub(0), 0, { mail: 5 }, { mail: 3 });
      expect([first.claimed.length, first.cut]).toEqual([3, []]);
      const second = await claim(hub(1), 1, { mail: 5 }, { mail: 10, free: 2 });
      const types = second.claimed.map(({ job }) => job.type).toSorted();
      expect([types, second.cut]).toEqual([["free", "free", "mail", "mail"], ["mail"]]);
      expect(await claim(hub(0), 0, { mail: 5 })).toEqual({ claimed: [], cut: ["mail"] });
      expect(await claim(hub(0), 0, { mail: 4 })).toEqual({ claimed: [], cut: ["mail"] });
      for (const each of first.claimed.slice(0, 2)) await endLease(hub(1).store, each, "succeed");
      const third = await claim(hub(0), 0, { mail: 5, free: 2 }, { mail: 1, free: 1 });
      expect([third.claimed.map(({ job }) => job.type), third.cut]).toEqual([["mail"], ["free"]]);
      expect((await claim(hub(1), 1, { mail: 0 })).claimed).toEqual([]);
    });

    test("are never exceeded by hubs that claim at once, and are used up in the end", async () => {
      const hub = await setUp(3);
      await hub(0).store.enqueue([...entries(150), ...entries(60, { type: "other" })]);
      const limits = { mail: 4, other: 1 };
      const wanted = { mail: 3, other: 3 };
      let succeeded = 0;
      for (let round = 0; round < 25; round += 1) {
        await Promise.all([0, 1, 2, 0, 1, 2].map((index) => claim(hub(index), index, limits, wanted)));
        const leased = await hub(0).store.leased();
        const counts = Map.groupBy(leased, ({ job }) => job.type);
        expect(counts.get("mail")?.length ?? 0).toBeLessThanOrEqual(4);
        expect(counts.get("other")?.length ?? 0).toBeLessThanOrEqual(1);
        const ended = leased.filter((_each, index) => (index + round) % 2 === 0);
        await Promise.all(ended.map((each) => endLease(hub(round % 3).store, each, "succeed")));
        succeeded += ended.length;
      }
      expect(succeeded).toBeGreaterThan(25);
      // Nobody else claims: then all that the limits allow is had at once.
      await claim(hub(0), 0, limits, { mail: 10, other: 10 });
      const now = Map.groupBy(await hub(1).store.leased(), ({ job }) => job.type);
      expect([now.get("mail")?.length, now.get("other")?.length]).toEqual([4, 1]);
    });
  });
}
