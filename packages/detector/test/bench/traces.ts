import type { Scenario } from "../../bench/scenario.ts";
import type { FleetTrace, Life } from "../../bench/trace.ts";

/** One heartbeat a second on a network without delay, lateness or loss. */
export const still: Scenario = {
  name: "still",
  about: "",
  promiseMs: 1000,
  fleetSizes: [50],
  fleets: 4,
  fleetMs: 1_200_000,
  lifeMs: [120_000, 480_000],
  deadMs: 30_000,
  intervalMs: () => 1000,
  delayMs: () => 0,
  latenessMs: () => 0,
};

export function lifeOf(life: Partial<Life> = {}): Life {
  return {
    node: 0,
    registeredAt: 0,
    readsAt: new Float64Array(),
    crashAt: Infinity,
    endAt: 10_000,
    intervalMs: 1000,
    ...life,
  };
}

export function traceOf(trace: Partial<FleetTrace>): FleetTrace {
  return { nodes: 1, lives: [], stalls: [], endAt: 10_000, ...trace };
}
