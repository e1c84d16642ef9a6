import { Tally, type Figures } from "./figures.ts";
import { generateFleet } from "./generate.ts";
import { DETECTOR, policies, rowNames, type RowName } from "./rows/rows.ts";
import { runDetector } from "./run-detector.ts";
import { runPolicy } from "./run-policy.ts";
import type { Scenario } from "./scenario.ts";

export type Rows = ReadonlyMap<RowName, Row>;

export interface Row extends Figures {
  readonly name: RowName;
  /** The longest limit after a long gap, divided by the one before it; 0 where that is not known. */
  readonly growthAfterGap: number;
}

/** Every row sees the same traces, fleet by fleet. */
export function runScenario(
  scenario: Scenario,
  seed: number,
  fleets: number,
  wanted: readonly RowName[] = rowNames,
): Rows {
  const tallies = wanted.map((name) => ({ name, tally: new Tally(), growth: 0 }));
  for (let fleet = 0; fleet < fleets; fleet++) {
    const trace = generateFleet(scenario, seed, fleet);
    for (const entry of tallies) {
      if (entry.name === DETECTOR) {
        entry.tally.add(trace, runDetector({ heartbeatIntervalMs: scenario.promiseMs }, trace));
      } else {
        const run = runPolicy(policies[entry.name], scenario.promiseMs, trace);
        entry.tally.add(trace, run.accused);
        entry.growth = Math.max(entry.growth, run.growthAfterGap);
      }
    }
  }
  return new Map(
    tallies.map(({ name, tally, growth }) => [name, { name, ...tally.figures(), growthAfterGap: growth }]),
  );
}
