// pnpm bench [--quick | --once]: this package beside its peers, in one process. Tables in Markdown to stdout.
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { measure, type Figure } from "./measure.ts";
import { firstTry, thirdTry, withTimeout, type Subject } from "./subjects.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean" }, once: { type: "boolean" } } });
const short =
  values.once === true ? { rounds: 1, turnMs: 1, warmUp: 5 } : { rounds: 5, turnMs: 60, warmUp: 200 };
const scale =
  values.quick === true || values.once === true ? short : { rounds: 21, turnMs: 200, warmUp: 200 };

const sections: readonly [string, Record<string, Subject>][] = [
  ["A first attempt that succeeds", firstTry],
  ["Success at the third attempt, without delay", thirdTry],
  ["A first attempt that succeeds, with a time limit of 1 s for each attempt", withTimeout],
];

const model = cpus()[0]?.model ?? "unknown";
const memory = Math.round(totalmem() / 2 ** 30);
console.log(`Machine: ${model}, ${cpus().length} cores, ${memory} GB, Node.js ${process.version}`);
console.log(`${scale.rounds} rounds of about ${scale.turnMs} ms each; medians of one call\n`);

for (const [title, subjects] of sections) {
  const figures = await measure(subjects, scale);
  console.log(`### ${title}\n`);
  console.log(table(figures));
}

function table(figures: readonly Figure[]): string {
  const own = figures.find(({ name }) => name === "@pigeon/retry, createRetry")?.cpuNs ?? Number.NaN;
  const rows = figures.map(
    ({ name, cpuNs, wallNs }) =>
      `| ${name} | ${cpuNs.toFixed(0)} | ${wallNs.toFixed(0)} | ${(cpuNs / own).toFixed(2)} |`,
  );
  return `| | CPU ns | wall ns | times createRetry |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}
