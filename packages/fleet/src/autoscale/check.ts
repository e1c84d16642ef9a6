import type { Checks } from "../problems.ts";
import type { AutoscaleOptions } from "./options.ts";
import { WEEKDAYS, type Floor, type Weekday } from "./schedule.ts";

const DAY_MS = 86_400_000;
export const MOST_INSTANCES = 10_000;

/** Notes everything that is wrong with the options of the autoscaler. */
export function checkAutoscale(checks: Checks, options: AutoscaleOptions): void {
  const { scaleOut, scaleIn, budget, schedule = [] } = options;
  if (options.max === undefined)
    checks.add("autoscale.max", `a whole number from 1 to ${MOST_INSTANCES}`, undefined);
  checks.whole("autoscale.max", options.max, 1, MOST_INSTANCES);
  checks.whole("autoscale.min", options.min, 0, options.max ?? MOST_INSTANCES);
  checks.whole("autoscale.slotsPerInstance", options.slotsPerInstance, 1, 1000);
  checks.number("autoscale.buffer", options.buffer, 0, 10);
  checks.number("autoscale.targetWaitMs", options.targetWaitMs, 1, DAY_MS);
  checks.number("autoscale.scaleOut.cooldownMs", scaleOut?.cooldownMs, 0, DAY_MS);
  checks.whole("autoscale.scaleOut.maxStep", scaleOut?.maxStep, 1, MOST_INSTANCES);
  checks.number("autoscale.scaleIn.stabilizationMs", scaleIn?.stabilizationMs, 0, DAY_MS);
  checks.number("autoscale.scaleIn.cooldownMs", scaleIn?.cooldownMs, 0, DAY_MS);
  checks.number("autoscale.scaleIn.maxShare", scaleIn?.maxShare, Number.MIN_VALUE, 1);
  if (Array.isArray(schedule)) {
    schedule.forEach((floor: Floor, i) => checkFloor(checks, `autoscale.schedule[${i}]`, floor, options.max));
  } else checks.add("autoscale.schedule", "a list", schedule);
  if (budget === undefined) return;
  checks.number("autoscale.budget.perHour", budget.perHour ?? Number.NaN, 0, Number.MAX_VALUE);
  const prices = Object.entries(budget.prices ?? {});
  if (prices.length === 0) checks.add("autoscale.budget.prices", "a price for each type", budget.prices);
  for (const [name, price] of prices) {
    checks.number(`autoscale.budget.prices["${name}"]`, price, 0, Number.MAX_VALUE);
  }
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function checkFloor(checks: Checks, at: string, floor: Floor, max: number): void {
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
