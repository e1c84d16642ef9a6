// A process of its own: logs many errors, no two of one group, and prints the memory that it took, as JSON.
import { createErrorTracker } from "@pigeon/errors";
import { pino } from "pino";

const [count = 1_000_000, size = 0] = process.argv.slice(2).map(Number);
let lines = 0;
const logger = pino({ level: "info" }, { write: () => void (lines += 1) });
const tracker = createErrorTracker({ logger });
const memory = (): { heap: number; rss: number } => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
};

const before = memory();
const peak = { ...before };
const cpu = process.cpuUsage();
for (let n = 0; n < count; n += 1) {
  const error = Object.assign(new Error(`${"x".repeat(size)} failed at ${n}`), { code: `E${n}` });
  tracker.logJobError(`job-${n}`, error, {
    correlationId: `request-${n}`,
    operation: `operation-${n}`,
    durationMs: n % 100,
    payload: { n, text: "y".repeat(size) },
  });
  if (n % 50_000 !== 0) continue;
  const now = memory();
  peak.heap = Math.max(peak.heap, now.heap);
  peak.rss = Math.max(peak.rss, now.rss);
}
const { user, system } = process.cpuUsage(cpu);
const after = memory();
const { total } = tracker.getErrorSummary(1_440);
console.log(
  JSON.stringify({
    total,
    lines,
    us: (user + system) / count,
    before,
    peak: { heap: Math.max(peak.heap, after.heap), rss: Math.max(peak.rss, after.rss) },
  }),
);
