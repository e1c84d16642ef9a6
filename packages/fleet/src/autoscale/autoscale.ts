import type { Instance, Offer } from "../cloud.ts";
import type { HubLoad } from "../hub-port.ts";
import { count, perHour, seconds } from "../words.ts";
import { demandOf } from "./demand.ts";
import type { AutoscaleRules } from "./options.ts";
import { affordable } from "./price.ts";
import { floorAt } from "./schedule.ts";

/** What the autoscaler remembers between two decisions. */
export interface AutoscaleMemory {
  /** Since when it has watched; what was before is not known, and may have been a peak. */
  readonly since: number;
  /** What was needed, at each decision within the stabilisation window. */
  readonly needs: readonly { readonly at: number; readonly instances: number }[];
  readonly lastOutAt?: number | undefined;
  readonly lastInAt?: number | undefined;
}

export interface AutoscaleInput {
  readonly load: HubLoad;
  /** What serves or boots. */
  readonly living: readonly Pick<Instance, "type" | "market">[];
  /** Launches asked for whose instances do not serve yet. */
  readonly pending: number;
  /** How long an instance takes from launch to work, in ms, once that was seen. */
  readonly bootMs?: number | undefined;
  /** Where the next instance would be launched. */
  readonly next?: Offer | undefined;
  /** Of the breaker around launches that end in a serving worker. */
  readonly launches: "closed" | "half-open" | "open";
  /** How many are wanted so far. */
  readonly current: number;
}

export interface Decision {
  readonly change: "out" | "in" | "keep";
  readonly current: number;
  readonly target: number;
  /** In words, in the order in which they were weighed. */
  readonly reasons: readonly string[];
  readonly memory: AutoscaleMemory;
}

/** How many instances there should be. Pure: all it knows of the past is `memory`. */
export function autoscale(
  rules: AutoscaleRules,
  input: AutoscaleInput,
  memory: AutoscaleMemory,
  now: number,
): Decision {
  const { current } = input;
  const demand = demandOf(input.load, rules, input);
  const reasons = [...demand.reasons];
  const needed = atLeast(rules, demand.instances, now, reasons);
  const since = now - rules.scaleIn.stabilizationMs;
  const needs = [...memory.needs.filter(({ at }) => at > since), { at: now, instances: needed }];
  const ceiling = ceilingOf(rules, input, reasons, needed);
  const wanted = Math.min(needed, ceiling);
  let target = current;
  if (wanted > current) target = grow(rules, input, memory, wanted, now, reasons);
  else if (wanted < current) target = shrink(rules, input, { ...memory, needs }, wanted, now, reasons);
  // Limits that were lowered hold at once: they are somebody's decision, no measurement.
  if (target > ceiling) {
    target = ceiling;
    reasons.push(`lowered to what is allowed: ${count(ceiling, "instance")}`);
  }
  const change = target > current ? "out" : target < current ? "in" : "keep";
  const next: AutoscaleMemory = {
    since: memory.since,
    needs,
    lastOutAt: change === "out" ? now : memory.lastOutAt,
    lastInAt: change === "in" ? now : memory.lastInAt,
  };
  return { change, current, target, reasons, memory: next };
}

function atLeast(rules: AutoscaleRules, demanded: number, now: number, reasons: string[]): number {
  const floor = floorAt(rules.schedule, now);
  if (floor !== undefined && floor.min > Math.max(demanded, rules.min)) {
    reasons.push(`${floor.name}: at least ${floor.min}`);
    return floor.min;
  }
  if (rules.min > demanded) reasons.push(`at least ${rules.min}`);
  return Math.max(rules.min, demanded);
}

function ceilingOf(rules: AutoscaleRules, input: AutoscaleInput, reasons: string[], needed: number): number {
  const { max, budget } = rules;
  if (budget === undefined) {
    if (needed > max) reasons.push(`at most ${max}`);
    return max;
  }
  const paid = affordable(input.living, input.next, budget);
  if (needed > paid && paid < max) reasons.push(`${perHour(budget.perHour)} pays for ${paid}`);
  else if (needed > max) reasons.push(`at most ${max}`);
  return Math.min(max, paid);
}

function grow(
  { scaleOut }: AutoscaleRules,
  { current, launches, living }: AutoscaleInput,
  { lastOutAt = -Infinity }: AutoscaleMemory,
  wanted: number,
  now: number,
  reasons: string[],
): number {
  if (launches === "open") {
    reasons.push("launches keep failing: no more for now");
    return current;
  }
  const restMs = lastOutAt + scaleOut.cooldownMs - now;
  if (restMs > 0) {
    reasons.push(`grew lately: rests for ${seconds(restMs)}`);
    return current;
  }
  if (launches === "half-open") {
    reasons.push("launches kept failing: one is tried");
    return Math.max(current, Math.min(wanted, current + 1, living.length + 1));
  }
  const step = Math.max(scaleOut.maxStep, current);
  if (wanted - current > step) reasons.push(`at most ${step} more in one step`);
  return Math.min(wanted, current + step);
}

function shrink(
  { scaleIn }: AutoscaleRules,
  { current, load, pending }: AutoscaleInput,
  { needs, since, lastOutAt = -Infinity, lastInAt = -Infinity }: AutoscaleMemory,
  wanted: number,
  now: number,
  reasons: string[],
): number {
  const keep = (reason: string): number => {
    reasons.push(`${reason}: no fewer for now`);
    return current;
  };
  if (pending > 0) return keep(`${count(pending, "instance")} under way`);
  if (load.suspect === true) return keep("the hub suspects much of the fleet");
  const unhealthy = load.workers.filter(({ instanceId, status }) => instanceId && status === "unhealthy");
  if (unhealthy.length > 0) return keep(`${count(unhealthy.length, "worker")} unhealthy`);
  const watchedMs = now - since;
  if (watchedMs < scaleIn.stabilizationMs) return keep(`watched only for ${seconds(watchedMs)}`);
  const restMs = Math.max(lastOutAt, lastInAt) + scaleIn.cooldownMs - now;
  if (restMs > 0) return keep(`changed lately, rests for ${seconds(restMs)}`);
  const peak = Math.max(wanted, ...needs.map(({ instances }) => instances));
  if (peak >= current) {
    return keep(`${peak} were needed within the last ${seconds(scaleIn.stabilizationMs)}`);
  }
  if (peak > wanted) reasons.push(`${peak} were needed within the last ${seconds(scaleIn.stabilizationMs)}`);
  const step = Math.max(1, Math.floor(current * scaleIn.maxShare));
  if (current - peak > step) reasons.push(`at most ${step} fewer in one step`);
  return Math.max(peak, current - step);
}
