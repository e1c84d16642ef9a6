// pnpm bench [--quick | --once]: this package beside its peers. Tables in Markdown to stdout.
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { ofTwelve } from "./environment.ts";
import { ofFiles } from "./files.ts";
import { measureCalls, measureImports, type Figure } from "./measure.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean" }, once: { type: "boolean" } } });
const scale =
  values.once === true
    ? { rounds: 1, calls: 1 }
    : values.quick === true
      ? { rounds: 5, calls: 600 }
      : { rounds: 21, calls: 3000 };

const model = cpus()[0]?.model ?? "unknown";
const memory = Math.round(totalmem() / 2 ** 30);
console.log(`Machine: ${model}, ${cpus().length} cores, ${memory} GB, Node.js ${process.version}`);
console.log(`${scale.rounds} rounds, ${scale.calls} loads in a turn; medians of CPU time\n`);

const imports = measureImports(
  {
    nothing: [],
    "@pigeon/config": ["@pigeon/config"],

    "zod/mini alone": ["zod/mini"],
    "zod, then @pigeon/config": ["zod", "@pigeon/config"],
    envalid: ["envalid"],
    convict: ["convict"],
    "@t3-oss/env-core and zod": ["@t3-oss/env-core", "zod"],
    c12: ["c12"],
  },
  scale.rounds,
);
print("Importing, in a process of its own", imports, "ms", 1);

print("Loading twelve variables", await measureCalls(ofTwelve, scale.rounds, scale.calls), "µs", 1000);

const { subjects, remove } = ofFiles();
print(
  "Loading a file of four values",
  await measureCalls(subjects, scale.rounds, Math.ceil(scale.calls / 6)),
  "µs",
  1000,
);
remove();

function print(title: string, figures: readonly Figure[], unit: string, times: number): void {
  const own = figures.find(({ name }) => name.startsWith("@pigeon/config"))?.cpuMs ?? Number.NaN;
  const rows = figures.map(
    ({ name, cpuMs }) => `| ${name} | ${(cpuMs * times).toFixed(1)} | ${(cpuMs / own).toFixed(2)} |`,
  );
  console.log(
    `### ${title}\n\n| | CPU ${unit} | times @pigeon/config |\n|---|---|---|\n${rows.join("\n")}\n`,
  );
}
