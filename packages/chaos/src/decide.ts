import type { ActiveRule } from "./active-rule.ts";
import type { ChaosCall } from "./call.ts";
import { draw, hashText, type Stream, within } from "./draw.ts";
import { valueAt } from "./range.ts";
import type { Made } from "./rule.ts";
import { isAnyActive } from "./schedule.ts";

/** One thing to inject. `pick` in [0, 1) chooses where a rule has several errors or results. */
export interface Step {
  readonly rule: ActiveRule;
  readonly delayMs: number;
  readonly pick: number;
}

/** What happens to one call, in order. A fault or an outcome is the last there is. */
export interface Plan {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
}

/** What the draws of a call hang on: its key, else its number among the calls of its name. */
export function identity(nameHash: number, call: ChaosCall, number: number): Stream {
  return call.key === undefined ? within(nameHash, number) : within(~nameHash, hashText(call.key));
}

/**
 * Each rule decides for itself, by draws of its own: adding or removing one changes nothing for the
 * others. Rules of before come before those of after. Counts the rules up; undefined means that nothing
 * happens to the call.
 */
export function decide(
  rules: readonly ActiveRule[],
  call: ChaosCall,
  who: Stream,
  elapsedMs: () => number,
): Plan | undefined {
  let plan: { before: Step[]; after: Step[] } | undefined;
  for (const rule of rules) {
    const stream = within(rule.stream, who);
    if (!touches(rule, call, stream, elapsedMs)) continue;
    rule.planned += 1;
    plan ??= { before: [], after: [] };
    const steps = rule.spec.when === "after" ? plan.after : plan.before;
    steps.push({ rule, delayMs: delayOf(rule, call, draw(stream, 1)), pick: draw(stream, 2) });
    if (ends(rule)) break;
  }
  return plan;
}

function touches(rule: ActiveRule, call: ChaosCall, stream: Stream, elapsedMs: () => number): boolean {
  const { spec, target, schedules } = rule;
  if (target.rest !== undefined && !target.rest(call)) return false;
  if (schedules !== undefined && !isAnyActive(schedules, elapsedMs())) return false;
  rule.considered += 1;
  if (spec.limit !== undefined && rule.planned >= spec.limit) return false;
  const rate = typeof spec.rate === "function" ? spec.rate(call, elapsedMs()) : spec.rate;
  return draw(stream, 0) < rate;
}

function ends({ spec }: ActiveRule): boolean {
  return spec.kind === "fault" || spec.kind === "outcome";
}

function delayOf({ spec }: ActiveRule, call: ChaosCall, u: number): number {
  if (spec.kind !== "latency") return 0;
  const delay = typeof spec.delayMs === "function" ? spec.delayMs(call) : valueAt(spec.delayMs, u);
  return delay > 0 ? delay : 0;
}

/** One of several ways to make a value. */
export function choose<T>(made: Made<T>, call: ChaosCall, pick: number): T {
  if (typeof made === "function") return made(call);
  const one = made[Math.floor(pick * made.length)];
  if (one === undefined) throw new RangeError("An empty list of values: rules are checked for it");
  return one(call);
}
