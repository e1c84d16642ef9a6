// What chaos costs. --quick for a few seconds, --once to see that it runs.
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { type Figure, measure } from "./measure.ts";
import { proxied } from "./proxied.ts";
import { calls, type Subject } from "./subjects.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean" }, once: { type: "boolean" } } });
const short =
  values.once === true ? { rounds: 1, turnMs: 1, warmUp: 5 } : { rounds: 5, turnMs: 60, warmUp: 200 };
const scale =
  values.quick === true || values.once === true ? short : { rounds: 21, turnMs: 200, warmUp: 200 };

const model = cpus()[0]?.model ?? "unknown";
const memory = Math.round(totalmem() / 2 ** 30);
console.log(`Machine: ${model}, ${cpus().length} cores, ${memory} GB, Node.js ${process.version}`);
console.log(`${scale.rounds} rounds of about ${scale.turnMs} ms each; medians of one call\n`);

await section("A wrapped function", calls);
const { subjects, close } = await proxied();
await section("A request over HTTP, one after the other", subjects);
await close();

async function section(title: string, subjects: Record<string, Subject>): Promise<void> {
  const figures = await measure(subjects, scale);
  console.log(`### ${title}\n`);
  console.log(table(figures));
}

/** The first is what the others are compared with. */
function table(figures: readonly Figure[]): string {
  const own = figures[0]?.cpuNs ?? Number.NaN;
  const rows = figures.map(
    ({ name, cpuNs, wallNs }) =>
      `| ${name} | ${cpuNs.toFixed(0)} | ${wallNs.toFixed(0)} | ${(cpuNs - own).toFixed(0)} |`,
  );
  return `| | CPU ns | wall ns | CPU ns more |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}
