import type { Checks, Known } from "../problems.ts";
import type { AutoscaleOptions, BudgetOptions, ScaleInOptions, ScaleOutOptions } from "./options.ts";
import { WEEKDAYS, type Floor, type Weekday } from "./schedule.ts";

const DAY_MS = 86_400_000;
export const MOST_INSTANCES = 10_000;

const AUTOSCALE: Known<AutoscaleOptions> = {
  min: true,
  max: true,
  slotsPerInstance: true,
  buffer: true,
  targetWaitMs: true,
  scaleOut: true,
  scaleIn: true,
  schedule: true,
  budget: true,
};
const SCALE_OUT: Known<ScaleOutOptions> = { cooldownMs: true, maxStep: true };
const SCALE_IN: Known<ScaleInOptions> = { stabilizationMs: true, cooldownMs: true, maxShare: true };
const BUDGET: Known<BudgetOptions> = { perHour: true, prices: true };
const FLOOR: Known<Floor> = { name: true, min: true, from: true, to: true, days: true, timeZone: true };

/** Notes everything that is wrong with the options of the autoscaler. */
export function checkAutoscale(checks: Checks, options: AutoscaleOptions): void {
  if (!checks.object("autoscale", options, AUTOSCALE)) return;
  const { scaleOut = {}, scaleIn = {}, budget, schedule = [] } = options;
  if (options.max === undefined)
    checks.add("autoscale.max", `a whole number from 1 to ${MOST_INSTANCES}`, undefined);
  checks.whole("autoscale.max", options.max, 1, MOST_INSTANCES);
  checks.whole("autoscale.min", options.min, 0, options.max ?? MOST_INSTANCES);
  checks.whole("autoscale.slotsPerInstance", options.slotsPerInstance, 1, 1000);
  checks.number("autoscale.buffer", options.buffer, 0, 10);
  checks.number("autoscale.targetWaitMs", options.targetWaitMs, 1, DAY_MS);
  if (checks.object("autoscale.scaleOut", scaleOut, SCALE_OUT)) {
    checks.number("autoscale.scaleOut.cooldownMs", scaleOut.cooldownMs, 0, DAY_MS);
    checks.whole("autoscale.scaleOut.maxStep", scaleOut.maxStep, 1, MOST_INSTANCES);
  }
  if (checks.object("autoscale.scaleIn", scaleIn, SCALE_IN)) {
    checks.number("autoscale.scaleIn.stabilizationMs", scaleIn.stabilizationMs, 0, DAY_MS);
    checks.number("autoscale.scaleIn.cooldownMs", scaleIn.cooldownMs, 0, DAY_MS);
    checks.number("autoscale.scaleIn.maxShare", scaleIn.maxShare, Number.MIN_VALUE, 1);
  }
  if (Array.isArray(schedule)) {
    schedule.forEach((floor: Floor, i) => checkFloor(checks, `autoscale.schedule[${i}]`, floor, options.max));
  } else checks.add("autoscale.schedule", "a list", schedule);
  if (budget === undefined || !checks.object("autoscale.budget", budget, BUDGET)) return;
  checks.number("autoscale.budget.perHour", budget.perHour ?? Number.NaN, 0, Number.MAX_VALUE);
  const prices = Object.entries(budget.prices ?? {});
  if (prices.length === 0) checks.add("autoscale.budget.prices", "a price for each type", budget.prices);
  for (const [name, price] of prices) {
    checks.number(`autoscale.budget.prices["${name}"]`, price, 0, Number.MAX_VALUE);
  }
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function checkFloor(checks: Checks, at: string, floor: Floor, max: number): void {
  if (!checks.object(at, floor, FLOOR)) return;
  checks.text(`${at}.name`, floor.name, /./, "a string that is not empty");
  checks.whole(`${at}.min`, floor.min ?? Number.NaN, 1, max);
  checks.text(`${at}.from`, floor.from, TIME, "a time as HH:MM");
  checks.text(`${at}.to`, floor.to, TIME, "a time as HH:MM");
  floor.days?.forEach((day: Weekday, i) => {
    if (!WEEKDAYS.includes(day)) checks.add(`${at}.days[${i}]`, `one of ${WEEKDAYS.join(", ")}`, day);
  });
  if (floor.timeZone !== undefined && !isTimeZone(floor.timeZone)) {
    checks.add(`${at}.timeZone`, "an IANA time zone, such as Europe/Berlin", floor.timeZone);
  }
}

function isTimeZone(name: unknown): boolean {
  if (typeof name !== "string") return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name }).format(0);
    return true;
  } catch {
    return false;
  }
}
