import { describe, expect, test } from "vitest";
import type { Cloud, Instance, LaunchIntent, LaunchOutcome, Offer } from "../src/cloud.ts";
import { launchIntent } from "../src/identity.ts";

/** A cloud under test, with what a test has to be able to do to it. */
export interface CloudUnderTest extends AsyncDisposable {
  readonly cloud: Cloud;
  /** Lets time pass until it is done. */
  do<T>(promise: Promise<T>): Promise<T>;
  advance(ms: number): Promise<void>;
  setCapacity(offer: Offer, instances: number): void;
  /** The next launch is carried out, and its answer is lost for good. */
  loseLaunch(): void;
  /** The next launch is refused in this way. */
  failLaunch(how: "throttled" | "denied"): void;
  interrupt(id: string): void;
  kill(id: string): void;
  setImpaired(id: string): void;
}

/** Longer than it takes until an instance is described, runs and has passed its checks, or has ended. */
const SETTLED_MS = 300_000;
const offer: Offer = { type: "m7i.large", zone: "eu-central-1a", market: "spot" };
const otherOffer: Offer = { ...offer, zone: "eu-central-1b", market: "on-demand" };
const intent = (id: string, where: Offer = offer, cluster = "blue"): LaunchIntent =>
  launchIntent(cluster, id, where);

function instanceOf(outcome: LaunchOutcome): Instance {
  if (outcome.kind === "launched") return outcome.instance;
  throw new Error(`expected an instance, received ${outcome.kind}: ${outcome.reason}`);
}

/** What every cloud has to keep to. */
export function cloudConformance(name: string, start: () => Promise<CloudUnderTest>): void {
  const prepared = async (): Promise<CloudUnderTest> => {
    const region = await start();
    await region.do(region.cloud.prepare("blue"));
    return region;
  };
  const launched = async (region: CloudUnderTest, what: LaunchIntent): Promise<Instance> =>
    instanceOf(await region.do(region.cloud.launch(what)));
  const seen = (region: CloudUnderTest, cluster = "blue"): Promise<readonly Instance[]> =>
    region.do(region.cloud.describe(cluster));

  describe(name, () => {
    test("prepares once, removes once, and begins anew", async () => {
      await using region = await start();
      const { cloud } = region;
      expect((await region.do(cloud.prepare("blue"))).created).toBe(true);
      expect((await region.do(cloud.prepare("blue"))).created).toBe(false);
      expect(await region.do(cloud.remove("blue"))).toMatchObject({ left: [] });
      expect(await region.do(cloud.remove("blue"))).toEqual({ removed: [], left: [] });
      expect((await region.do(cloud.prepare("blue"))).created).toBe(true);
    });

    test("launches what was asked for, and describes it as that", async () => {
      await using region = await prepared();
      const { id, state } = await launched(region, intent("s0-g0"));
      expect(state).toBe("pending");
      await region.advance(SETTLED_MS);
      expect(await seen(region)).toMatchObject([
        { id, state: "running", intentId: "s0-g0", statusChecks: "ok", ...offer },
      ]);
    });

    test("the same intent is the same instance, also when the first answer was lost", async () => {
      await using region = await prepared();
      region.loseLaunch();
      expect(await region.do(region.cloud.launch(intent("s0-g0")))).toMatchObject({ kind: "unknown" });
      const { id } = await launched(region, intent("s0-g0"));
      expect((await launched(region, intent("s0-g0"))).id).toBe(id);
      await region.advance(SETTLED_MS);
      expect((await seen(region)).map((each) => each.id)).toEqual([id]);
    });

    test("another id or another offer is another instance", async () => {
      await using region = await prepared();
      const ids = new Set<string>();
      for (const what of [intent("s0-g0"), intent("s1-g0"), intent("s0-g0", otherOffer)])
        ids.add((await launched(region, what)).id);
      expect(ids.size).toBe(3);
    });

    test("an offer without capacity says so, and others go on; a place that is free again is had again", async () => {
      await using region = await prepared();
      region.setCapacity(offer, 1);
      const { id } = await launched(region, intent("s0-g0"));
      expect(await region.do(region.cloud.launch(intent("s1-g0")))).toMatchObject({ kind: "capacity" });
      await launched(region, intent("s1-g0", otherOffer));
      await region.advance(SETTLED_MS);
      await region.do(region.cloud.terminate([id]));
      await launched(region, intent("s2-g0"));
    });

    test.each(["throttled", "denied"] as const)("a launch that is %s launches nothing", async (how) => {
      await using region = await prepared();
      region.failLaunch(how);
      expect(await region.do(region.cloud.launch(intent("s0-g0")))).toMatchObject({ kind: how });
      await region.advance(SETTLED_MS);
      expect(await seen(region)).toEqual([]);
    });

    test("terminates all that it is given, again and again, known or not", async () => {
      await using region = await prepared();
      const { id } = await launched(region, intent("s0-g0"));
      await region.advance(SETTLED_MS);
      const ids = ["i-0123456789abcdef0", id];
      const done = ids.map((each) => ({ kind: "terminated", id: each }));
      expect(await region.do(region.cloud.terminate(ids))).toEqual(done);
      expect(await seen(region)).toMatchObject([{ id, state: "shutting-down" }]);
      expect(await region.do(region.cloud.terminate(ids))).toEqual(done);
      await region.advance(SETTLED_MS);
      expect(await seen(region)).toMatchObject([{ id, state: "terminated" }]);
      expect(await region.do(region.cloud.terminate([]))).toEqual([]);
    });

    test("a token whose instance has ended stands for that instance still", async () => {
      await using region = await prepared();
      const { id } = await launched(region, intent("s0-g0"));
      await region.advance(SETTLED_MS);
      region.kill(id);
      await region.advance(SETTLED_MS);
      expect(await launched(region, intent("s0-g0"))).toMatchObject({ id, state: "terminated" });
    });

    test("tells of an interruption two minutes before, and of failing status checks", async () => {
      await using region = await prepared();
      const { id } = await launched(region, intent("s0-g0"));
      await region.advance(SETTLED_MS);
      const [before] = await seen(region);
      expect(before?.interruptionAt).toBeUndefined();
      region.interrupt(id);
      region.setImpaired(id);
      const [after] = await seen(region);
      expect(after?.statusChecks).toBe("impaired");
      expect((after?.interruptionAt ?? 0) - (before?.launchedAt ?? 0)).toBe(SETTLED_MS + 120_000);
    });

    test("clusters do not see each other", async () => {
      await using region = await prepared();
      await region.do(region.cloud.prepare("green"));
      await launched(region, intent("s0-g0"));
      const { id } = await launched(region, intent("s0-g0", offer, "green"));
      await region.advance(SETTLED_MS);
      expect((await seen(region, "green")).map((each) => each.id)).toEqual([id]);
      expect(await seen(region)).toHaveLength(1);
    });

    test("lacks no permission where all is allowed", async () => {
      await using region = await start();
      expect(await region.do(region.cloud.permissions("blue"))).toEqual([]);
    });
  });
}
