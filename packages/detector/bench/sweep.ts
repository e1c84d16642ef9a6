import type { DeadlinePolicy } from "../src/deadline-policy.ts";
import { adaptiveDeadline, chenDeadline, fixedDeadline, phiAccrual } from "../src/index.ts";
import { Tally } from "./figures.ts";
import { generateFleet } from "./generate.ts";
import { runPolicy } from "./run-policy.ts";
import type { Scenario } from "./scenario.ts";

export interface Point {
  /** The parameter that was swept. */
  readonly at: number;
  readonly mistakesPerNodeDay: number;
  readonly meanMs: number;
}

export interface Curve {
  readonly name: string;
  readonly parameter: string;
  readonly points: readonly Point[];
}

const range = (low: number, high: number, steps: number): number[] =>
  Array.from({ length: steps }, (_, step) => low + ((high - low) * step) / (steps - 1));

interface Swept {
  readonly name: string;
  readonly parameter: string;
  readonly values: readonly number[];
  readonly policy: (value: number) => DeadlinePolicy;
}

/** Each from hasty to patient. */
export const swept: readonly Swept[] = [
  {
    name: "fixed",
    parameter: "limitMs",
    values: range(1300, 6300, 51),
    policy: (limitMs) => fixedDeadline({ limitMs }),
  },
  {
    name: "adaptive",
    parameter: "multiple",
    values: range(1.3, 6.3, 51),
    policy: (multiple) => adaptiveDeadline({ multiple }),
  },
  {
    name: "phi accrual, threshold 8",
    parameter: "acceptableHeartbeatPauseMs",
    values: range(0, 4500, 31),
    policy: (acceptableHeartbeatPauseMs) => phiAccrual({ acceptableHeartbeatPauseMs }),
  },
  {
    name: "phi accrual, no pause",
    parameter: "threshold",
    values: range(2, 100, 29),
    policy: (threshold) => phiAccrual({ threshold, acceptableHeartbeatPauseMs: 0 }),
  },
  {
    name: "Chen's NFD-E",
    parameter: "alphaMs",
    values: range(300, 5300, 51),
    policy: (alphaMs) => chenDeadline({ alphaMs }),
  },
];

export function sweep(scenario: Scenario, seed: number, fleets: number): Curve[] {
  const runs = swept.flatMap(({ name, values, policy }) =>
    values.map((at) => ({ name, at, policy: policy(at), tally: new Tally() })),
  );
  for (let fleet = 0; fleet < fleets; fleet++) {
    const trace = generateFleet(scenario, seed, fleet);
    for (const run of runs) run.tally.add(trace, runPolicy(run.policy, scenario.promiseMs, trace).accused);
  }
  return swept.map(({ name, parameter }) => ({
    name,
    parameter,
    points: runs
      .filter((run) => run.name === name)
      .map(({ at, tally }) => {
        const { mistakesPerNodeDay, meanMs } = tally.figures();
        return { at, mistakesPerNodeDay, meanMs };
      }),
  }));
}
