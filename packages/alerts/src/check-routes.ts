import type { Inhibition } from "./inhibition.ts";
import type { Matcher } from "./matcher.ts";
import type { Checks, Known } from "./problems.ts";
import type { CompiledRoute, Escalation, GroupTiming, Route } from "./route.ts";

const DAY_MS = 86_400_000;
const MONTH_MS = 2_592_000_000;

const DEFAULTS: GroupTiming = {
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
};

const ROUTE: Known<Route> = {
  name: true,
  match: true,
  sinks: true,
  groupBy: true,
  groupWaitMs: true,
  groupIntervalMs: true,
  repeatIntervalMs: true,
  escalate: true,
  continue: true,
};
const ESCALATION: Known<Escalation> = { afterMs: true, sinks: true };
const MATCHER: Known<Matcher> = { label: true, is: true, not: true };
const INHIBITION: Known<Inhibition> = { source: true, target: true, equal: true };

/** Notes everything that is wrong with the routes. */
export function checkRoutes(checks: Checks, routes: readonly Route[], sinks: readonly string[]): void {
  if (!checks.objects<Route>("routes", routes, ROUTE)) return;
  checks.unique(
    "routes",
    routes.map(({ name }) => name),
  );
  routes.forEach((route, i) => {
    const at = `routes[${i}]`;
    checks.text(`${at}.name`, route.name);
    checkMatchers(checks, `${at}.match`, route.match);
    checks.texts(`${at}.sinks`, route.sinks ?? "", sinks);
    checks.texts(`${at}.groupBy`, route.groupBy);
    checks.number(`${at}.groupWaitMs`, route.groupWaitMs, 0, DAY_MS);
    checks.number(`${at}.groupIntervalMs`, route.groupIntervalMs, 0, DAY_MS);
    checks.number(`${at}.repeatIntervalMs`, route.repeatIntervalMs, 1, MONTH_MS);
    if (!checks.objects(`${at}.escalate`, route.escalate ?? [], ESCALATION)) return;
    route.escalate?.forEach(({ afterMs, sinks: further }, step) => {
      checks.number(`${at}.escalate[${step}].afterMs`, afterMs ?? null, 1, MONTH_MS);
      checks.texts(`${at}.escalate[${step}].sinks`, further ?? "", sinks);
      if (afterMs < (route.escalate?.[step - 1]?.afterMs ?? 0)) {
        checks.add(`${at}.escalate[${step}].afterMs`, "no less than that of the step before", afterMs);
      }
    });
  });
}

export function checkMatchers(checks: Checks, at: string, matchers: readonly Matcher[] | undefined): void {
  if (!checks.objects(at, matchers ?? [], MATCHER)) return;
  matchers?.forEach(({ label, is, not }, i) => {
    checks.text(`${at}[${i}].label`, label);
    if (is === undefined && not === undefined) checks.add(`${at}[${i}]`, "is or not", undefined);
    for (const [name, value] of Object.entries({ is, not })) {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value ?? ""];
      if (!values.every((one) => typeof one === "string")) {
        checks.add(`${at}[${i}].${name}`, "a string or a list of strings", value);
      }
    }
  });
}

export function checkInhibitions(checks: Checks, inhibit: readonly Inhibition[]): void {
  if (!checks.objects<Inhibition>("inhibit", inhibit, INHIBITION)) return;
  inhibit.forEach(({ source, target, equal }, i) => {
    for (const [name, matchers] of Object.entries({ source, target })) {
      const at = `inhibit[${i}].${name}`;
      if (!Array.isArray(matchers) || matchers.length === 0) checks.add(at, "at least one matcher", matchers);
      else checkMatchers(checks, at, matchers as Matcher[]);
    }
    checks.texts(`inhibit[${i}].equal`, equal);
  });
}

/** Routes that were checked, with their defaults. */
export function compileRoute(route: Route): CompiledRoute {
  const { name, match = [], sinks, groupBy = ["alertname"], escalate = [] } = route;
  const {
    groupWaitMs = DEFAULTS.groupWaitMs,
    groupIntervalMs = DEFAULTS.groupIntervalMs,
    repeatIntervalMs = DEFAULTS.repeatIntervalMs,
  } = route;
  return {
    name,
    match,
    sinks,
    groupBy,
    escalate,
    continue: route.continue ?? false,
    groupWaitMs,
    groupIntervalMs,
    repeatIntervalMs,
  };
}
