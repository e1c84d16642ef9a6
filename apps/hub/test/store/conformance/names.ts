import { describe, expect, test } from "vitest";
import { freshName, joinedHubs, named, TTL_MS, type SharedDatabase } from "./shared-hubs.ts";

/** What a store promises of the names of hubs that share it. */
export function describeNames(name: string, fresh: () => Promise<SharedDatabase>): void {
  describe(`${name}, names of hubs`, () => {
    test("a name is one hub's while its process lives and its lease holds; its successor gets the workers", async () => {
      const { hub, open, age } = await joinedHubs(await fresh(), 1);
      const { name, id } = hub(0);
      await hub(0).replicas.register(id, named("w1"));
      const twin = await open();
      const second = { id: `twin ${id}`, name };
      const join = () => twin.replicas.join(second, TTL_MS);
      const taken = await join();
      expect(taken).toEqual({ kind: "name-taken", until: expect.any(String) as string });
      expect(await join()).toEqual(taken);
      await age(1);
      await hub(0).renew();
      expect(await join()).toMatchObject({ kind: "name-taken" });
      expect(await join()).not.toEqual(taken);
      expect(await twin.replicas.renew(second.id, TTL_MS, "")).toEqual({ kind: "gone" });
      await age(TTL_MS + 1);
      expect(await join()).toEqual({ kind: "joined" });
      expect(await twin.replicas.takeOver(second, false)).toMatchObject([{ worker: { workerId: "w1" } }]);
      // It has no say any more when it thaws, nor its name.
      expect(await hub(0).renew()).toEqual({ kind: "gone" });
      expect(await hub(0).replicas.join({ id: `again ${id}`, name }, TTL_MS)).toMatchObject({
        kind: "name-taken",
      });
      await twin.close();
      await expect
        .poll(() => hub(0).replicas.join({ id: `last ${id}`, name }, TTL_MS), { timeout: 5_000 })
        .toEqual({ kind: "joined" });
      expect(await hub(0).replicas.takeOver({ id: `last ${id}`, name }, false)).toHaveLength(1);
      // Its own earlier self, whose answer was lost, is in nobody's way.
      expect(await hub(0).replicas.join({ id: `lost ${id}`, name }, TTL_MS)).toEqual({ kind: "joined" });
      expect(await hub(0).replicas.renew(`last ${id}`, TTL_MS, "")).toEqual({ kind: "gone" });
    });

    test("of several that want one name at once, one gets it", async () => {
      const { open } = await joinedHubs(await fresh(), 0);
      const name = freshName();
      const stores = await Promise.all([1, 2, 3, 4].map(() => open()));
      const joined = await Promise.all(
        stores.map(({ replicas }) => replicas.join({ id: freshName(), name }, TTL_MS)),
      );
      expect(joined.map(({ kind }) => kind).toSorted()).toEqual([
        "joined",
        "name-taken",
        "name-taken",
        "name-taken",
      ]);
      expect(await stores[0]?.replicas.replicas()).toHaveLength(1);
    });
  });
}
