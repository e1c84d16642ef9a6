import { parseArgs } from "node:util";
import { leaks } from "./leaks.ts";
import { runFuzz } from "./run-fuzz.ts";

// pnpm fuzz [--requests 100000] [--seed 1]: exits with 1 when anything was found.
const { values } = parseArgs({
  options: { requests: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});
const requests = Number(values.requests);
const seed = Number(values.seed);
if (!Number.isInteger(requests) || requests < 10 || !Number.isInteger(seed))
  throw new RangeError("--requests: expected a whole number from 10; --seed: a whole number");

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const started = performance.now();
const report = await runFuzz({
  requests,
  seed,
  onProgress: (sent, found) => {
    if (sent % 10_000 === 0) say(`${sent} sent, ${found} findings, ${seconds()} s`);
  },
});
const findings = [...report.findings, ...leaks(report)];
for (const finding of findings.slice(0, 50)) say(`FOUND ${finding}`);
const [warm, end] = report.held;
say(`${report.requests} requests (${report.raw} as raw bytes), seed ${seed}, in ${seconds()} s`);
say(
  `answers: ${Object.entries(report.byStatus)
    .map(([status, count]) => `${status}: ${count}`)
    .join(", ")}`,
);
say(`slowest /healthz meanwhile: ${Math.round(report.slowestHealthMs)} ms`);
say(
  `heap after GC: ${mebi(warm.heapBytes)} after a fifth, ${mebi(end.heapBytes)} at the end; timers ${warm.timers} and ${end.timers}; sockets ${end.sockets}`,
);
say(findings.length === 0 ? "nothing found" : `${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;

function seconds(): number {
  return Math.round((performance.now() - started) / 1000);
}

function mebi(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
