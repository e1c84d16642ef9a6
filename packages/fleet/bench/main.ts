// pnpm bench: plays loads against scaling rules on virtual time. Writes BENCHMARKS.md and bench/charts.svg.
// --once plays only an hour of the first load and prints it.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chart, type Panel } from "./chart.ts";
import { LOADS } from "./loads.ts";
import { play, PRICE_PER_HOUR, type Outcome } from "./rig.ts";
import { SUBJECTS } from "./subjects.ts";

const { values } = parseArgs({ options: { once: { type: "boolean" } } });
const loads = values.once === true ? LOADS.slice(0, 1).map((load) => ({ ...load, hours: 1 })) : LOADS;

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const secs = (ms: number): string => (ms / 1000).toFixed(ms < 10_000 ? 1 : 0);

function row(
  name: string,
  { waits, instanceHours, launches, launchCalls, interrupted, unfinished }: Outcome,
): string {
  const mean = waits.reduce((a, b) => a + b, 0) / Math.max(1, waits.length);
  return [
    "",
    name,
    secs(mean),
    secs(percentile(waits, 0.5)),
    secs(percentile(waits, 0.99)),
    secs(waits.at(-1) ?? 0),
    instanceHours.toFixed(1),
    `$${(instanceHours * PRICE_PER_HOUR).toFixed(2)}`,
    String(launches),
    String(launchCalls),
    String(interrupted),
    String(unfinished),
    "",
  ]
    .join(" | ")
    .trim();
}

const rules = SUBJECTS.map(({ name, about }) => `- **${name}**: ${about}.`).join("\n");

const HEAD = `| | wait, mean s | p50 | p99 | longest | instance hours | cost | launched | launch calls | interrupted | unfinished |
|---|---|---|---|---|---|---|---|---|---|---|`;

const panels: Panel[] = [];
const tables: string[] = [];
for (const load of loads) {
  const outcomes = [];
  for (const subject of SUBJECTS) outcomes.push({ name: subject.name, outcome: await play(load, subject) });
  panels.push({ load: load.name, hours: load.hours, outcomes });
  const rows = outcomes.map(({ name, outcome }) => row(name, outcome));
  tables.push(
    [
      `### ${load.name}`,
      "",
      `${load.about} (${load.arrivals.length} jobs in ${load.hours} h).`,
      "",
      HEAD,
      ...rows,
    ].join("\n"),
  );
}

if (values.once === true) console.log(tables.join("\n\n"));
else {
  const file = new URL("../BENCHMARKS.md", import.meta.url);
  const marker = /(<!-- tables -->\n)[\s\S]*(<!-- end of tables -->)/;
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    text.replace(
      marker,
      (_all, begin: string, end: string) => `${begin}\n${rules}\n\n${tables.join("\n\n")}\n\n${end}`,
    ),
  );
  writeFileSync(new URL("charts.svg", import.meta.url), chart(panels));
  console.log(tables.join("\n\n"));
}
