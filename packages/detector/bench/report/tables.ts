import type { BlockRow } from "../real/block.ts";
import { DETECTOR } from "../rows/rows.ts";
import type { Row } from "../run-scenario.ts";
import type { ScaleFigures } from "../scale.ts";
import type { Curve } from "../sweep.ts";
import { againstFixed, COMPARED_AT, type Goal } from "./goals.ts";

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""].join("\n");
}

/** Two digits that count, without an exponent. */
function rate(value: number): string {
  if (value === 0) return "0";
  return value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2);
}

const ms = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(0));

export function scenarioTable(rows: Iterable<Row>): string {
  return table(
    ["", "detection, mean ms", "p99 ms", "mistakes per node-day", "each lasts ms", "accuracy", "peak share"],
    Array.from(rows, (row) => [
      row.name,
      `${ms(row.meanMs)}${row.missed > 0 ? ` (${row.missed} of ${row.missed + row.detections} never)` : ""}`,
      ms(row.p99Ms),
      rate(row.mistakesPerNodeDay),
      row.mistakes === 0 ? "–" : ms(row.meanMistakeMs),
      row.accuracy === 1 ? "1" : row.accuracy.toFixed(5),
      `${(100 * row.peakShare).toFixed(0)} %`,
    ]),
  );
}

/** What only some scenarios show: detection in own intervals, the worst life, the lesson of a long gap. */
export function extrasTable(rows: Iterable<Row>): string {
  return table(
    ["", "detection, own intervals", "most mistakes in one life", "longest limit after a long gap"],
    Array.from(rows, (row) => [
      row.name,
      row.meanIntervals.toFixed(2),
      String(row.worstLife),
      row.growthAfterGap === 0 ? "–" : `${row.growthAfterGap.toFixed(2)} times`,
    ]),
  );
}

export function sweepTable(scenario: string, curves: readonly Curve[]): string {
  const rates = COMPARED_AT[scenario] ?? [];
  return table(
    ["detection of the best fixed = 1, at mistakes per node-day", ...rates.map(String)],
    curves.map(({ name, parameter }) => {
      const ratios = againstFixed(scenario, curves, name);
      return [`${name} (${parameter})`, ...rates.map((at) => ratios.get(at)?.toFixed(3) ?? "–")];
    }),
  );
}

export function blockTable(rows: readonly BlockRow[]): string {
  return table(
    ["", "living senders accused", "deaths noticed", "mean ms"],
    rows.map(({ name, accused, detected, meanMs }) => [name, String(accused), String(detected), ms(meanMs)]),
  );
}

export function scaleTable({
  workers,
  bytesEach,
  corePercent,
  beatNs,
  tickMs,
  timers,
}: ScaleFigures): string {
  return table(
    [
      `${workers} workers`,
      "bytes each",
      "heartbeat, ns",
      "tick without anybody due, ms",
      "share of one core",
    ],
    [
      [DETECTOR, bytesEach.toFixed(0), beatNs.toFixed(0), tickMs.toFixed(2), `${corePercent.toFixed(1)} %`],
      ["a timer for each worker", timers.bytesEach.toFixed(0), timers.beatNs.toFixed(0), "–", "–"],
    ],
  );
}

export function goalsTable(goals: readonly Goal[]): string {
  return table(
    ["", "measured", "goal", ""],
    goals.map(({ what, measured, goal, met }) => [what, measured, goal, met ? "met" : "**not met**"]),
  );
}
