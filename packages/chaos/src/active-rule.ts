import { streamOf, type Stream } from "./draw.ts";
import type { ChaosRule } from "./rule.ts";
import type { Schedule } from "./schedule.ts";
import { compileTarget, type CompiledTarget } from "./target.ts";
import type { Seed } from "./types.ts";

/** A rule made ready, with its counts. */
export interface ActiveRule {
  readonly spec: ChaosRule;
  readonly name: string;
  readonly stream: Stream;
  readonly target: CompiledTarget;
  /** Absent: always active. */
  readonly schedules: readonly Schedule[] | undefined;
  /** Calls it is for, while active. */
  considered: number;
  /** Calls it was chosen for; what `limit` counts. */
  planned: number;
  /** What was really injected: less than planned where the call ended first or chaos was killed. */
  injected: number;
}

export function ruleName(rule: ChaosRule, index: number): string {
  return rule.name ?? `${rule.kind}-${index + 1}`;
}

export function activate(seed: Seed, rules: readonly ChaosRule[]): ActiveRule[] {
  return rules.map((spec, index) => {
    const name = ruleName(spec, index);
    return {
      spec,
      name,
      stream: streamOf(seed, "rule", name),
      target: compileTarget(spec.target),
      schedules: spec.schedule === undefined ? undefined : [spec.schedule].flat(),
      considered: 0,
      planned: 0,
      injected: 0,
    };
  });
}

/** In the order of their turns: what comes before a call is decided before what comes after it. */
export function inTurn(rules: readonly ActiveRule[]): ActiveRule[] {
  const isLate = ({ spec }: ActiveRule): boolean => spec.when === "after";
  return [...rules.filter((rule) => !isLate(rule)), ...rules.filter(isLate)];
}
