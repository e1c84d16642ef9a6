import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { hub } from "./dashboards/hub.ts";
import { jobs } from "./dashboards/jobs.ts";
import { overview } from "./dashboards/overview.ts";
import { workers } from "./dashboards/workers.ts";

/** All dashboards by the name of their file, as Grafana takes them. */
export function dashboards(): ReadonlyMap<string, Dashboard> {
  return new Map(
    [overview(), jobs(), workers(), hub()]
      .map((each) => each.build())
      .map((built) => [`${built.uid}.json`, built]),
  );
}

export function textOf(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, undefined, 2)}\n`;
}
