import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFleet, type Fleet } from "../src/index.ts";
import type { CloudFault } from "../src/testing.ts";
import { bench, fuse, MINUTE, OFFERS, SECOND, type Bench } from "./support.ts";

const FAULTS: readonly CloudFault[] = ["lost-before", "lost-after", "throttled", "error"];

type Step =
  | { readonly kind: "scale"; readonly count: number }
  | { readonly kind: "wait"; readonly ms: number }
  /** The controller is killed after so many calls, and another takes over after so long. */
  | { readonly kind: "crash"; readonly calls: number; readonly afterMs: number }
  | {
      readonly kind: "fault";
      readonly call: "launch" | "terminate" | "describe" | "prepare";
      readonly fault: CloudFault;
    }
  | { readonly kind: "hub-fails" }
  | { readonly kind: "capacity"; readonly offer: number; readonly instances: number }
  | { readonly kind: "jobs"; readonly jobs: number; readonly ms: number }
  | { readonly kind: "interrupt" | "kill" | "impair" | "hang"; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("scale" as const), count: fc.integer({ min: 0, max: 5 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 4 * MINUTE }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("crash" as const),
      calls: fc.integer({ min: 0, max: 12 }),
      afterMs: fc.integer({ min: 0, max: MINUTE }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      call: fc.constantFrom("launch" as const, "terminate" as const, "describe" as const, "prepare" as const),
      fault: fc.constantFrom(...FAULTS),
    }),
  },
  fc.record({ kind: fc.constant("hub-fails" as const) }),
  fc.record({
    kind: fc.constant("capacity" as const),
    offer: fc.integer({ min: 0, max: 2 }),
    instances: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    kind: fc.constant("jobs" as const),
    jobs: fc.integer({ min: 1, max: 20 }),
    ms: fc.integer({ min: 1, max: 5 * MINUTE }),
  }),
  fc.record({
    kind: fc.constantFrom("interrupt" as const, "kill" as const, "impair" as const, "hang" as const),
    which: fc.nat(5),
  }),
);

const GENTLE = new Set(["scale", "wait", "crash", "fault", "hub-fails", "capacity", "jobs"]);

/** The controllers of one cluster, of which one is alive at a time. */
class Operators {
  readonly #bench: Bench;
  #fuse = { left: Infinity };
  #fleet: Fleet;
  wanted = 0;
  /** Launches of intents that were alive already: there must be none. */
  readonly doubles: string[] = [];

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#fleet = this.#begin();
  }

  #begin(): Fleet {
    this.#fuse = { left: Infinity };
    const { cloud, hub, clock } = this.#bench;
    const fleet = createFleet({
      cluster: "test",
      cloud: fuse(cloud, this.#fuse),
      hub: fuse(hub, this.#fuse),
      offers: OFFERS,
      clock,
      // As rarely as the loop: what happens is decided in rounds, however many there are.
      pollMs: 10 * SECOND,
    });
    fleet.start();
    if (this.wanted > 0) this.scale(this.wanted);
    return fleet;
  }

  scale(count: number): void {
    this.wanted = count;
    (this.#fleet ?? this.#bench.fleet).scaleTo(count, { timeoutMs: 1e9 }).catch(() => undefined);
  }

  async crash(calls: number, afterMs: number): Promise<void> {
    this.#fuse.left = calls;
    await this.advance(afterMs);
    this.#fuse.left = 0;
    this.#fleet = this.#begin();
    this.scale(this.wanted);
  }

  get fleet(): Fleet {
    return this.#fleet;
  }

  /** Time goes on, and no two instances ever stand in the same place. */
  async advance(ms: number): Promise<void> {
    const { clock, cloud } = this.#bench;
    for (let left = ms; left > 0; left -= 10 * SECOND) {
      await clock.advance(Math.min(left, 10 * SECOND));
      const ids = cloud.alive.map(({ intentId }) => intentId);
      this.doubles.push(...ids.filter((id, index) => ids.indexOf(id) < index).map(String));
    }
  }
}

async function play(steps: readonly Step[]): Promise<{ bench: Bench; operators: Operators; most: number }> {
  const at = bench({ timing: { describeLagMs: 20 * SECOND } });
  const { cloud, hub } = at;
  const operators = new Operators(at);
  let most = 0;
  let wantedAtMost = 0;
  for (const each of steps) {
    switch (each.kind) {
      case "scale":
        operators.scale(each.count);
        break;
      case "wait":
        await operators.advance(each.ms);
        break;
      case "crash":
        await operators.crash(each.calls, each.afterMs);
        break;
      case "fault":
        cloud.fail(each.call, each.fault);
        break;
      case "hub-fails":
        hub.failures.push(new Error("simulated: the hub is away"));
        break;
      case "capacity":
        cloud.setCapacity(OFFERS[each.offer] ?? OFFERS[0], each.instances);
        break;
      case "jobs":
        hub.submit(each.jobs, each.ms);
        break;
      default: {
        const id = cloud.alive[each.which % Math.max(1, cloud.alive.length)]?.id;
        if (id === undefined) break;
        if (each.kind === "interrupt") cloud.interrupt(id);
        else if (each.kind === "kill") cloud.kill(id);
        else if (each.kind === "impair") cloud.setImpaired(id);
        else hub.hangs(id);
      }
    }
    wantedAtMost = Math.max(wantedAtMost, operators.wanted);
    most = Math.max(most, cloud.alive.length - wantedAtMost);
  }
  for (const offer of OFFERS) cloud.setCapacity(offer, Infinity);
  return { bench: at, operators, most };
}

describe("whatever happens", () => {
  test("the fleet becomes what is wanted, no job is lost, and nothing is left in the end", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, wanted) => {
          const { bench: at, operators } = await play(steps);
          operators.scale(wanted);
          await operators.advance(60 * MINUTE);
          const { counts } = await at.clock.settle(operators.fleet.status());
          expect(counts).toMatchObject({ serving: wanted, booting: 0, leaving: 0 });
          expect(at.cloud.alive).toHaveLength(wanted);
          expect([at.hub.queued, at.hub.running, at.hub.lost]).toEqual([0, 0, 0]);
          expect(operators.doubles).toEqual([]);

          const { left } = await at.clock.settle(operators.fleet.down());
          expect(left).toEqual([]);
          await operators.fleet.stop();
          await at.clock.advance(10 * MINUTE);
          expect(at.cloud.alive).toEqual([]);
          expect(at.cloud.isPrepared("test")).toBe(false);
        },
      ),
      { numRuns: Number(process.env["RUNS"] ?? 25) },
    );
  }, 60_000);

  test("as long as no instance fails, there are never too many, and no job is interrupted", async () => {
    const gentle = step.filter(({ kind }) => GENTLE.has(kind));
    await fc.assert(
      fc.asyncProperty(fc.array(gentle, { maxLength: 25 }), async (steps) => {
        const { bench: at, operators, most } = await play(steps);
        expect(most).toBeLessThanOrEqual(0);
        expect(operators.doubles).toEqual([]);
        operators.scale(1);
        await operators.advance(60 * MINUTE);
        expect(at.hub.interrupted).toBe(0);
        await operators.fleet.stop();
      }),
      { numRuns: Number(process.env["RUNS"] ?? 25) },
    );
  }, 60_000);
});
