import { canonical, keyOf, pick, type Labels } from "./labels.ts";
import { matches, type Matcher } from "./matcher.ts";

/** Times of grouping, in ms, with the names and defaults of Alertmanager. */
export interface GroupTiming {
  /**
   * A change waits so long for others, to be told with them. 0..86400000, default 30000 (group_wait).
   */
  readonly groupWaitMs: number;
  /** Least time between two notifications of one group to one sink. 0..86400000, default 300000 (group_interval). */
  readonly groupIntervalMs: number;
  /** Alerts that still fire are told again after this time. 1..2592000000, default 14400000 (repeat_interval). */
  readonly repeatIntervalMs: number;
}

/** Further sinks, once a group fires for so long without anybody acknowledging it. */
export interface Escalation {
  /** 1..2592000000. */
  readonly afterMs: number;
  readonly sinks: readonly string[];
}

/** Where alerts go. */
export interface Route extends Partial<GroupTiming> {
  /** Unique among the routes. It is part of the group's key: renaming a route ends its groups. */
  readonly name: string;
  /** Alerts that satisfy all of them take this route. Default: all. */
  readonly match?: readonly Matcher[] | undefined;
  /** Names of sinks. */
  readonly sinks: readonly string[];
  /** Alerts with equal values of these labels are told together. Default `["alertname"]`. */
  readonly groupBy?: readonly string[] | undefined;
  /** Further sinks for what nobody acknowledges, soonest first. Default: none. */
  readonly escalate?: readonly Escalation[] | undefined;
  /** Whether later routes are tried too. Default false: the first that matches takes the alert. */
  readonly continue?: boolean | undefined;
}

/** A route with its defaults filled in. */
export interface CompiledRoute extends GroupTiming {
  readonly name: string;
  readonly match: readonly Matcher[];
  readonly sinks: readonly string[];
  readonly groupBy: readonly string[];
  readonly escalate: readonly Escalation[];
  readonly continue: boolean;
}

/** The routes that an alert with these labels takes. */
export function routesOf(routes: readonly CompiledRoute[], labels: Labels): CompiledRoute[] {
  const taken: CompiledRoute[] = [];
  for (const route of routes) {
    if (!matches(route.match, labels)) continue;
    taken.push(route);
    if (!route.continue) break;
  }
  return taken;
}

export function groupLabels(route: CompiledRoute, labels: Labels): Labels {
  return pick(labels, route.groupBy);
}

export function groupKey(route: CompiledRoute, labels: Labels): string {
  return keyOf(route.name, canonical(groupLabels(route, labels)));
}
