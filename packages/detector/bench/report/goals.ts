import { detectionAt } from "../interpolate.ts";
import type { BlockRow } from "../real/block.ts";
import { DETECTOR } from "../rows/rows.ts";
import type { Row, Rows } from "../run-scenario.ts";
import type { Curve } from "../sweep.ts";

export interface Goal {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  readonly met: boolean;
}

/** Rates of mistakes, per node-day, at which curves are compared. */
export const COMPARED_AT: Readonly<Record<string, readonly number[]>> = {
  WAN: [20, 30, 50, 100, 140],
  GC: [5, 10, 20, 30],
};

const FIXED = "fixed, 2 intervals";
const PHI = "phi accrual, Pekko's defaults";
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The goals that can be told from these scenarios, for the policy alone and for the whole detector. */
export function scenarioGoals(results: ReadonlyMap<string, Rows>): Goal[] {
  const goals: Goal[] = [];
  const get = (scenario: string, name: Row["name"]): Row | undefined => results.get(scenario)?.get(name);
  const add = (what: string, measured: string, goal: string, met: boolean): void => {
    goals.push({ what, measured, goal, met });
  };
  const shareOf = (row: Row, name: Row["name"], scenario: string, limit: number): void => {
    const other = get(scenario, name);
    if (!other) return;
    const share = row.meanMs / other.meanMs;
    const measured = `${percent(share)} (${row.meanMs.toFixed(0)} of ${other.meanMs.toFixed(0)} ms)`;
    const what = `${scenario}: detection of ${row.name}, of "${name}"`;
    add(what, measured, `<= ${(100 * limit).toFixed(0)} %`, share <= limit);
  };

  for (const name of ["adaptive", DETECTOR] as const) {
    const lan = get("LAN", name);
    if (lan) {
      shareOf(lan, FIXED, "LAN", 0.7);
      const measured = `${lan.mistakes} in ${lan.nodeHours.toFixed(0)} node-hours`;
      add(`LAN: mistakes of ${name}`, measured, "0 in 400", lan.mistakes === 0 && lan.nodeHours >= 400);
    }
    const unknown = get("unknown intervals", name);
    if (unknown) {
      const { meanIntervals } = unknown;
      const what = `unknown intervals: detection of ${name}, in the worker's own intervals`;
      add(what, meanIntervals.toFixed(2), "<= 1.6", meanIntervals <= 1.6);
      shareOf(unknown, FIXED, "unknown intervals", 0.4);
      shareOf(unknown, PHI, "unknown intervals", 0.55);
    }
    const drift = get("drift", name);
    if (drift) shareOf(drift, FIXED, "drift", 0.7);
    for (const scenario of ["step", "step of the fleet"]) {
      const step = get(scenario, name);
      if (!step) continue;
      const what = `${scenario}: most mistakes of ${name} in one life`;
      add(what, `${step.worstLife}`, "<= 6", step.worstLife <= 6);
    }
  }
  const gap = get("gap", "adaptive");
  if (gap) {
    const met = gap.growthAfterGap > 0 && gap.growthAfterGap <= 2;
    add("gap: longest limit after 300 s, of the one before", percent(gap.growthAfterGap), "<= 200 %", met);
  }
  for (const scenario of ["stalls", "stalls, many deaths", "outages"]) {
    const row = get(scenario, DETECTOR);
    if (!row) continue;
    const measured = `${row.mistakes} in ${row.nodeHours.toFixed(0)} node-hours`;
    add(`${scenario}: mistakes of ${DETECTOR}`, measured, "0", row.mistakes === 0);
  }
  const stalled = get("stalls, many deaths", DETECTOR);
  const awake = get("LAN, many deaths", DETECTOR);
  if (stalled && awake) {
    const share = stalled.meanMs / awake.meanMs;
    const measured = `${percent(share)} (${stalled.meanMs.toFixed(0)} of ${awake.meanMs.toFixed(0)} ms)`;
    add(`stalls: detection of ${DETECTOR}, of that without stalls`, measured, "<= 102 %", share <= 1.02);
  }
  return goals;
}

/** @returns For each rate at which the curve can be read, its detection time by the best fixed one's. */
export function againstFixed(scenario: string, curves: readonly Curve[], name: string): Map<number, number> {
  const fixed = curves.find((curve) => curve.name === "fixed")?.points ?? [];
  const own = curves.find((curve) => curve.name === name)?.points ?? [];
  const ratios = new Map<number, number>();
  for (const rate of COMPARED_AT[scenario] ?? []) {
    const [ownMs, fixedMs] = [detectionAt(own, rate), detectionAt(fixed, rate)];
    if (ownMs !== undefined && fixedMs !== undefined) ratios.set(rate, ownMs / fixedMs);
  }
  return ratios;
}

export function sweepGoal(scenario: string, curves: readonly Curve[]): Goal {
  const ratios = againstFixed(scenario, curves, "adaptive");
  const [rate, worst] = [...ratios].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  const complete = ratios.size === COMPARED_AT[scenario]?.length;
  return {
    what: `${scenario}: detection of adaptive at equal mistakes, of the best fixed`,
    measured: `${percent(worst)} at worst (${rate} mistakes a day)`,
    goal: "<= 102 %",
    met: complete && worst <= 1.02,
  };
}

export function blockGoal(rows: readonly BlockRow[]): Goal {
  const accused = rows.find((row) => row.name === DETECTOR)?.accused ?? Number.NaN;
  const what = `real block of 3 s: living senders accused by ${DETECTOR}`;
  return { what, measured: `${accused} of 200`, goal: "0", met: accused === 0 };
}
