import type { Rows } from "../run-scenario.ts";
import type { Curve } from "../sweep.ts";
import { drawChart, type ChartPanel } from "./chart.ts";

const MISTAKES: Readonly<Record<string, readonly [number, number]>> = { WAN: [5, 400], GC: [1, 100] };

/** Each policy's curve as its parameter is swept, and the dot of its defaults, for WAN and GC. */
export function drawDetectionChart(
  results: ReadonlyMap<string, Rows>,
  curves: ReadonlyMap<string, readonly Curve[]>,
): string {
  const panels = Array.from(curves, ([name, swept]): ChartPanel => ({
    title: name === "GC" ? "GC pauses" : name,
    mistakes: MISTAKES[name] ?? [1, 1000],
    seconds: [0.5, 6],
    curves: swept.map(({ name, points }) => ({
      name,
      points: points.map(({ mistakesPerNodeDay, meanMs }) => ({ mistakes: mistakesPerNodeDay, meanMs })),
    })),
    points: Array.from(results.get(name)?.values() ?? [], (row) => ({
      name: row.name,
      mistakes: row.mistakesPerNodeDay,
      meanMs: row.meanMs,
    })),
  }));
  return drawChart(
    "Mean detection time against mistakes per worker and day, heartbeats every second",
    panels,
  );
}
