// pnpm bench [--quick | --once]: what logging an error costs beside pino, memory in a flood, and answers. Tables
// in Markdown to stdout.
import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createErrorTracker } from "@pigeon/errors";
import type { ErrorTracker } from "@pigeon/errors";
import { measure, type Figure, type Subject } from "./measure.ts";
import { failure, logging } from "./subjects.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean" }, once: { type: "boolean" } } });
const short = values.once === true ? { rounds: 1, turnMs: 1 } : { rounds: 5, turnMs: 50 };
const full = values.quick !== true && values.once !== true;
const scale = full ? { rounds: 21, turnMs: 200 } : short;
const many = full ? 1_000_000 : 2_000;

const model = cpus()[0]?.model ?? "unknown";
const memory = Math.round(totalmem() / 2 ** 30);
console.log(`Machine: ${model}, ${cpus().length} cores, ${memory} GB, Node.js ${process.version}`);
console.log(`${scale.rounds} rounds of about ${scale.turnMs} ms each; medians of one call\n`);

console.log("### Logging an error that repeats\n");
console.log(table(measure(logging, scale), "pino, { err }"));

console.log("### A flood of errors, each of a group of its own, with a heap of 64 MB at most\n");
console.log("| | heap MB, before | at most | RSS MB, before | at most | lines written | CPU µs an error |");
console.log("|---|---|---|---|---|---|---|");
const floods = [
  [many, 0],
  [many / 10, 4_096],
  [many / 50, 100_000],
] as const;
for (const [count, size] of floods) {
  const { before, peak, lines, us } = flood(count, size);
  const what = size === 0 ? "short texts" : `texts of ${size.toLocaleString("en")} characters`;
  const memory = [before.heap, peak.heap, before.rss, peak.rss].map(mb).join(" | ");
  console.log(`| ${count.toLocaleString("en")} with ${what} | ${memory} | ${lines} | ${us.toFixed(1)} |`);
}

console.log("\n### Answers\n");
const few = filled(10_000);
const lots = filled(many);
const answers: Record<string, Subject> = {};
for (const [name, tracker] of Object.entries({ "10,000": few, [many.toLocaleString("en")]: lots })) {
  answers[`summary over 60 minutes, ${name} recorded`] = repeat(() => tracker.getErrorSummary(60));
  answers[`summary over 7 days, ${name} recorded`] = repeat(() => tracker.getErrorSummary(7 * 1_440));
  answers[`rate of 5 minutes, ${name} recorded`] = repeat(() => tracker.getErrorRate(5));
  answers[`trends over 24 hours, ${name} recorded`] = repeat(() => tracker.getErrorTrends(24));
  answers[`the 20 newest, ${name} recorded`] = repeat(() => tracker.getErrors({ limit: 20 }));
}
console.log(table(measure(answers, scale), "summary over 60 minutes, 10,000 recorded"));

/** A tracker with so many errors of 300 groups, spread over three days. */
function filled(count: number): ErrorTracker {
  const clock = { ms: Date.UTC(2026, 0, 1), now: (): number => clock.ms };
  const nothing = (): void => {};
  const logger = { fatal: nothing, error: nothing, warn: nothing, info: nothing };
  const tracker = createErrorTracker({ logger, clock, maxErrorsPerCategory: 100_000 });
  const errors = Array.from({ length: 300 }, (_, n) => Object.assign(failure(n), { code: `E${n}` }));
  const stepMs = (3 * 86_400_000) / count;
  for (let n = 0; n < count; n += 1) {
    clock.ms += stepMs;
    tracker.logJobError(`job-${n}`, errors[n % 300], {
      operation: `operation-${n % 40}`,
      durationMs: n % 90,
    });
  }
  return tracker;
}

interface Flood {
  readonly before: { readonly heap: number; readonly rss: number };
  readonly peak: { readonly heap: number; readonly rss: number };
  readonly lines: number;
  readonly us: number;
}

// Little room for garbage: with more of it the process grows by what it has not yet swept.
function flood(count: number, size: number): Flood {
  const child = fileURLToPath(new URL("flood-child.ts", import.meta.url));
  const flags = ["--max-old-space-size=64", "--max-semi-space-size=2", "--expose-gc"];
  const program = ["--conditions=@pigeon/source", child, String(count), String(size)];
  return JSON.parse(execFileSync(process.execPath, [...flags, ...program], { encoding: "utf8" })) as Flood;
}

function repeat(call: () => unknown): Subject {
  return (times) => {
    for (let i = 0; i < times; i += 1) call();
  };
}

function table(figures: readonly Figure[], reference: string): string {
  const unit = figures.find(({ name }) => name === reference)?.cpuUs ?? Number.NaN;
  const rows = figures.map(
    ({ name, cpuUs, wallUs }) =>
      `| ${name} | ${cpuUs.toFixed(1)} | ${wallUs.toFixed(1)} | ${(cpuUs / unit).toFixed(2)} |`,
  );
  return `| | CPU µs | wall µs | times ${reference} |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

function mb(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
