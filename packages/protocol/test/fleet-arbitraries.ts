import fc from "fast-check";
import { fields, id, some, text, time } from "./arbitraries.ts";

// Of the instances that a hub keeps, and of those that join it.

const count = fc.nat();
const market = fc.constantFrom("spot", "on-demand");
const status = fc.constantFrom("healthy", "degraded", "unhealthy", "recovering");
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });

const worker = fields({ id: text(50), status, slots: count, running: count, draining: fc.boolean() });
const instance = fields({
  id: text(50),
  type: text(50),
  zone: text(50),
  market,
  state: text(50),
  condition: fc.constantFrom("booting", "serving", "draining", "drained", "failing", "failed", "ended"),
  reason: some(text(50)),
  launchedAt: time,
  worker: some(worker),
});
const decision = fields({
  change: fc.constantFrom("out", "in", "keep"),
  current: count,
  target: count,
  reasons: few(text(50)),
});
const view = fields({
  cluster: text(32),
  at: time,
  mode: fc.constantFrom("idle", "fixed", "auto", "down"),
  counts: fields({ wanted: count, serving: count, booting: count, leaving: count }),
  instances: few(instance),
  exhausted: few(fields({ type: text(50), zone: text(50), market })),
  costPerHour: some(fc.double({ min: 0, max: 1e6, noNaN: true })),
  decision: some(decision),
  notes: few(text(50)),
});

export const fleetRequests: Readonly<Record<string, fc.Arbitrary<object>>> = {
  JoinRequest: fields({ proof: text(16_384, 0) }),
  FleetScale: fields({ count: fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.constant("auto")) }),
};
export const fleetAnswers: Readonly<Record<string, fc.Arbitrary<object>>> = {
  JoinAnswer: fields({ workerId: id, token: text(50), expiresAt: time }),
  FleetInstance: instance,
  FleetDecision: decision,
  FleetView: view,
};
