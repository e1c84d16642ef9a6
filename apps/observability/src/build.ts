// Writes the dashboards to deploy/grafana.
import { mkdirSync, writeFileSync } from "node:fs";
import { dashboards, textOf } from "./dashboards.ts";
import { GRAFANA } from "./places.ts";

mkdirSync(GRAFANA, { recursive: true });
for (const [file, dashboard] of dashboards()) writeFileSync(`${GRAFANA}/${file}`, textOf(dashboard));
