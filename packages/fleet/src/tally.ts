import type { FleetTotals } from "./fleet.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends number ? number : Mutable<T[K]> };
export type Tally = Mutable<FleetTotals>;

export function newTally(): Tally {
  return {
    launches: { launched: 0, capacity: 0, quota: 0, throttled: 0, denied: 0, mismatch: 0, unknown: 0 },
    drained: 0,
    undrained: 0,
    terminated: 0,
    decisions: { out: 0, in: 0, keep: 0 },
    failedRounds: 0,
  };
}
