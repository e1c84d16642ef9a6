// pnpm bench [--quick] [--only NAME] [--seed N] [--save]: see BENCHMARKS.md. Tables in Markdown to stdout.
// --only takes the name of a scenario, or "sweep", "block" or "scale"; --save writes the chart.
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { BLOCK_MS, runBlock, SENDERS } from "./real/block.ts";
import { drawDetectionChart } from "./report/detection-chart.ts";
import { blockGoal, scenarioGoals, sweepGoal, type Goal } from "./report/goals.ts";
import {
  blockTable,
  extrasTable,
  goalsTable,
  scaleTable,
  scenarioTable,
  sweepTable,
} from "./report/tables.ts";
import { runScenario, type Rows } from "./run-scenario.ts";
import { scale, scaleGoals } from "./scale.ts";
import { dense, scenarios } from "./scenarios.ts";
import { sweep, type Curve } from "./sweep.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    only: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});
const seed = Number(values.seed);
const isWanted = (name: string): boolean => values.only === undefined || values.only === name;
const fleetsOf = (fleets: number): number => (values.quick ? Math.ceil(fleets / 7) : fleets);

const memory = Math.round(totalmem() / 2 ** 30);
console.log(`Machine: ${cpus()[0]?.model}, ${cpus().length} cores, ${memory} GB, Node.js ${process.version}`);
console.log(`Seed ${seed}${values.quick ? ", a seventh of the fleets" : ""}\n`);

const goals: Goal[] = [];
const results = new Map<string, Rows>();
for (const scenario of [...scenarios, ...dense].filter(({ name }) => isWanted(name))) {
  const rows = runScenario(scenario, seed, fleetsOf(scenario.fleets));
  results.set(scenario.name, rows);
  const hours = [...rows.values()][0]?.nodeHours.toFixed(0);
  console.log(`### ${scenario.name}\n\n${scenario.about}. ${hours} node-hours.\n`);
  console.log(scenarioTable(rows.values()));
  if (["unknown intervals", "drift", "step", "step of the fleet", "gap"].includes(scenario.name)) {
    console.log(extrasTable(rows.values()));
  }
}
goals.push(...scenarioGoals(results));

const curves = new Map<string, readonly Curve[]>();
for (const scenario of isWanted("sweep")
  ? scenarios.filter(({ name }) => name === "WAN" || name === "GC")
  : []) {
  const swept = sweep(scenario, seed, fleetsOf(scenario.fleets));
  curves.set(scenario.name, swept);
  console.log(`### ${scenario.name}, at equal mistakes\n\n${sweepTable(scenario.name, swept)}`);
  goals.push(sweepGoal(scenario.name, swept));
}
if (values.save && values.only === undefined) {
  writeFileSync(new URL("../docs/detection-time.svg", import.meta.url), drawDetectionChart(results, curves));
}

if (isWanted("block") && !(values.quick && values.only === undefined)) {
  const { rows, datagrams } = await runBlock();
  console.log(`### The event loop blocked for ${BLOCK_MS} ms, ${SENDERS} real UDP senders\n`);
  console.log(`${datagrams} datagrams were read.\n\n${blockTable(rows)}`);
  goals.push(blockGoal(rows));
}

if (isWanted("scale") && !(values.quick && values.only === undefined)) {
  const figures = await scale();
  console.log(`### Scale\n\n${scaleTable(figures)}`);
  goals.push(...scaleGoals(figures));
}

console.log(`### Goals\n\n${goalsTable(goals)}`);
