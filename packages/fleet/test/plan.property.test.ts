import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_PATIENCE,
  planFleet,
  type Desired,
  type HubWorker,
  type Instance,
  type Observed,
  type Sighting,
} from "../src/index.ts";
import { instance, NOW, observed, worker } from "./samples.ts";
import { OFFERS } from "./support.ts";

const HOUR = 3_600_000;
const since = fc.option(fc.integer({ min: NOW - HOUR, max: NOW }), { nil: undefined });

interface Seen {
  readonly instance: Partial<Instance>;
  readonly worker: Partial<HubWorker> | undefined;
  readonly sighting: Record<keyof Sighting, number | undefined>;
  readonly surplus: boolean;
}

const seen: fc.Arbitrary<Seen> = fc.record({
  instance: fc.record({
    state: fc.constantFrom("pending", "running", "running", "shutting-down", "terminated", "stopped"),
    zone: fc.constantFrom("a", "b"),
    launchedAt: fc.integer({ min: NOW - HOUR, max: NOW }),
    statusChecks: fc.constantFrom("ok", "impaired", "initializing"),
    interruptionAt: fc.option(fc.integer({ min: NOW - 1000, max: NOW + 120_000 }), { nil: undefined }),
  }),
  worker: fc.option(
    fc.record({
      running: fc.nat(4),
      draining: fc.boolean(),
      status: fc.constantFrom("healthy", "healthy", "degraded", "unhealthy", "recovering"),
    }),
    { nil: undefined },
  ),
  sighting: fc.record({ workerMissing: since, unhealthy: since, impaired: since, draining: since }),
  surplus: fc.boolean(),
});

const desired: fc.Arbitrary<Desired> = fc.oneof(
  fc.record({ kind: fc.constant("count" as const), count: fc.nat(12) }),
  fc.constant({ kind: "down" as const }),
);

const sight: fc.Arbitrary<Observed> = fc
  .tuple(
    fc.array(seen, { maxLength: 10 }),
    fc.array(fc.nat(14), { maxLength: 3 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([all, unsure, held, suspect]) => {
    const instances = all.map((each, i) => instance(i, each.instance));
    const workers = all.flatMap((each, i) => (each.worker === undefined ? [] : [worker(i, each.worker)]));
    const sightings = all.map(({ sighting }, i) => {
      const holds = Object.entries(sighting).filter(([, at]) => at !== undefined);
      return [`i-${i}`, Object.fromEntries(holds) as Sighting] as const;
    });
    const base = observed(instances, workers);
    return {
      ...base,
      hub: { ...base.hub, suspect },
      sightings: new Map(sightings),
      unsure: [...new Set(unsure)].map((slot) => ({ intentId: `s${slot}-g0`, offer: OFFERS[0] })),
      surplus: new Set(all.flatMap(({ surplus }, i) => (surplus ? [`i-${i}`] : []))),
      hold: held ? "held" : undefined,
    };
  });

describe("any plan", () => {
  test("asks for each instance and each place only once, and for no place that is taken", () => {
    fc.assert(
      fc.property(desired, sight, (wanted, what) => {
        const { actions } = planFleet(wanted, what, DEFAULT_PATIENCE, NOW);
        const touched = actions.flatMap((each) => (each.kind === "launch" ? [] : [each.instanceId]));
        expect(new Set(touched).size).toBe(touched.length);
        const asked = actions.flatMap((each) => (each.kind === "launch" ? [each.intentId] : []));
        expect(new Set(asked).size).toBe(asked.length);
        const taken = what.instances.map(({ intentId }) => intentId);
        expect(asked.filter((id) => taken.includes(id))).toEqual([]);
      }),
    );
  });

  test("leads to what is wanted, unless something stands in the way", () => {
    fc.assert(
      fc.property(desired, sight, (wanted, what) => {
        const { actions, standings } = planFleet(wanted, what, DEFAULT_PATIENCE, NOW);
        const kinds = new Map(standings.map(({ instance: { id }, condition }) => [id, condition.kind]));
        const there = [...kinds.values()].filter((kind) => kind === "serving" || kind === "booting").length;
        const more = actions.filter(({ kind }) => kind === "launch" || kind === "undrain").length;
        const fewer = actions.filter(
          (each) =>
            (each.kind === "drain" && each.surplus) ||
            (each.kind === "terminate" && kinds.get(each.instanceId) === "booting"),
        ).length;
        const count = wanted.kind === "down" ? 0 : wanted.count;
        if (what.hold === undefined) expect(there + more - fewer).toBe(count);
        else expect(there + more - fewer).toBeLessThanOrEqual(Math.max(count, 0));
        expect(more === 0 || fewer === 0).toBe(true);
      }),
    );
  });

  test("ends no instance that works or may work, unless it is lost anyway", () => {
    fc.assert(
      fc.property(desired, sight, (wanted, what) => {
        const { actions, standings } = planFleet(wanted, what, DEFAULT_PATIENCE, NOW);
        for (const action of actions) {
          if (action.kind !== "terminate") continue;
          const condition = standings.find(({ instance: { id } }) => id === action.instanceId)?.condition;
          const at = condition && "worker" in condition ? condition.worker : undefined;
          if (action.recheck === "nothing") expect(condition?.kind).toBe("failed");
          else if (action.recheck === "empty") expect(at).toBeUndefined();
          else expect(at).toMatchObject({ draining: true, running: 0 });
          if (what.hub.suspect === true && at?.status === "unhealthy" && !at.draining) {
            expect(what.instances.find(({ id }) => id === action.instanceId)?.state).toBe("stopped");
          }
        }
      }),
    );
  });
});
