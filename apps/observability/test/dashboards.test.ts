import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dashboards, textOf } from "../src/dashboards.ts";
import { filledIn, panelExpressions, variableSelectors } from "../src/expressions.ts";
import { GRAFANA } from "../src/places.ts";
import { readsOf } from "../src/promql.ts";
import { exported } from "./exported.ts";

const built = dashboards();

test("deploy/grafana is what the code builds: pnpm --filter @pigeon/observability build:dashboards", () => {
  expect(readdirSync(GRAFANA).toSorted((one, other) => (one < other ? -1 : 1))).toEqual(
    [...built.keys()].toSorted((one, other) => (one < other ? -1 : 1)),
  );
  for (const [file, dashboard] of built)
    expect(readFileSync(`${GRAFANA}/${file}`, "utf8")).toBe(textOf(dashboard));
});

test.each([...built])("%s asks only for metrics that a hub has", async (_file, dashboard) => {
  const metrics = await exported();
  const asked = [...panelExpressions(dashboard), ...variableSelectors(dashboard)].map(filledIn);
  expect(asked.length).toBeGreaterThan(10);
  for (const expression of asked) {
    const reads = readsOf(expression);
    expect(reads.metrics.size, expression.text).toBeGreaterThan(0);
    for (const metric of reads.metrics) expect(metrics, expression.text).toContain(metric);
  }
});

test("every metric of a hub is on some dashboard", async () => {
  const asked = [...built.values()].flatMap((each) => panelExpressions(each)).map(filledIn);
  const shown = new Set(asked.flatMap((expression) => [...readsOf(expression).metrics]));
  const base = (name: string) => name.replace(/_(bucket|sum|count)$/, "");
  const shownBases = new Set([...shown].map(base));
  expect([...new Set([...(await exported())].map(base))].filter((name) => !shownBases.has(name))).toEqual([]);
});

test.each([...built.values()])("$title has panels with titles, descriptions and no overlap", (dashboard) => {
  const panels = (dashboard.panels ?? []).filter(({ type }) => type !== "row");
  const titles = panels.map((panel) => ("title" in panel ? panel.title : undefined));
  expect(new Set(titles).size).toBe(panels.length);
  const taken = new Set<string>();
  for (const panel of panels) {
    if (!("gridPos" in panel) || panel.gridPos === undefined) throw new Error(`${panel.type}: no place`);
    const { x, y, w, h } = panel.gridPos;
    expect(x + w).toBeLessThanOrEqual(24);
    for (let column = x; column < x + w; column++)
      for (let row = y; row < y + h; row++) {
        expect(
          taken.has(`${column},${row}`),
          `${String(titles[panels.indexOf(panel)])} at ${column},${row}`,
        ).toBe(false);
        taken.add(`${column},${row}`);
      }
    expect("description" in panel && panel.description).toBeTruthy();
  }
});
