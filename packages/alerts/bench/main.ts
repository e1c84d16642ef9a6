// pnpm bench [--quick | --once]: what alerts cost. Tables in Markdown to stdout.
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { alertmanagerLoad } from "./alertmanager.ts";
import { cpuNs, median, medians } from "./measure.ts";
import { activeAlerts, flood, observeCosts, type Load } from "./subjects.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean" }, once: { type: "boolean" } } });
const once = values.once === true;
const rounds = once ? 1 : values.quick === true ? 3 : 11;
const calls = once ? 1000 : 200_000;
const active = once ? 500 : 10_000;
const events = once ? 5000 : 1_000_000;

const model = cpus()[0]?.model ?? "unknown";
const memory = Math.round(totalmem() / 2 ** 30);
console.log(`Machine: ${model}, ${cpus().length} cores, ${memory} GB, Node.js ${process.version}`);
console.log(`Medians of ${rounds} rounds\n`);

console.log("### One call of observe\n\n| | CPU ns |\n|---|---|");
for (const { name, value } of medians(observeCosts(calls), rounds)) {
  console.log(`| ${name} | ${value.toFixed(0)} |`);
}

function row(name: string, loads: readonly Load[], memoryOf: string): string {
  const cpuMs = median(loads.map((load) => load.cpuMs));
  const mb = median(loads.map((load) => load.heapMb));
  return `| ${name} | ${cpuMs.toFixed(0)} | ${mb.toFixed(1)} (${memoryOf}) | ${loads[0]?.active ?? 0} |`;
}

const loadRounds = once ? 1 : Math.min(rounds, 5);
const own: Load[] = [];
const floods: Load[] = [];
const snapshots: number[] = [];
const bytes: number[] = [];
for (let round = 0; round < loadRounds; round += 1) {
  const [load, alerts] = activeAlerts(active);
  own.push(load);
  snapshots.push(cpuNs(1, () => void bytes.push(JSON.stringify(alerts.snapshot()).length)) / 1e6);
  await alerts.close();
  const [flooded, many] = flood(events);
  floods.push(flooded);
  await many.close();
}
console.log(`\n### ${active} alerts, and a flood of ${events} events\n`);
console.log("| | CPU ms | MB | alerts at the end |\n|---|---|---|---|");
console.log(row(`${active} workers fail`, own, "heap"));
const peer = once ? undefined : await alertmanagerLoad(active);
if (peer !== undefined) console.log(row("the same in Alertmanager, by its API", [peer], "resident"));
console.log(row(`${events} critical errors, no two alike`, floods, "heap"));
console.log(
  `\nA snapshot of ${active} alerts as JSON: ${median(snapshots).toFixed(0)} ms, ${(median(bytes) / 1e6).toFixed(1)} MB`,
);
