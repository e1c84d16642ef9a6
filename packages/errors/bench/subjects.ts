// One function for each way to have the same error in the log, by name. All write to a sink that drops the lines.
import { createErrorTracker } from "@pigeon/errors";
import type { ErrorTracker } from "@pigeon/errors";
import { pino } from "pino";
import type { Subject } from "./measure.ts";

const sink = { write(): void {} };
const logger = pino({ level: "info" }, sink);
const context = { attempt: 2, workerId: "worker-7", correlationId: "req-1f3a" };

/** As a program would throw it: with a cause, and a stack of some frames. */
export function failure(n: number): Error {
  const cause = Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
  return new Error(`job ${n} could not be stored`, { cause });
}

const error = failure(1);
void [error.stack, (error.cause as Error).stack];

const each =
  (call: (n: number) => unknown): Subject =>
  (times) => {
    for (let i = 0; i < times; i += 1) call(i);
  };
const tracked = (tracker: ErrorTracker) => (n: number) => tracker.logJobError(`job-${n}`, error, context);

const all = createErrorTracker({ logger, sampling: false });
const sampled = createErrorTracker({ logger });
const ruled = createErrorTracker({
  logger,
  rules: Array.from({ length: 10 }, (_, i) => ({ when: { code: `E${i}` }, severity: "low" as const })),
});
const bare = createErrorTracker({ logger, redact: false });

// The line that the tracker writes, with its values at hand.
let line: Record<string, unknown> = {};
createErrorTracker({
  logger: { fatal: keep, error: keep, warn: keep, info: keep },
}).logJobError("job-1", error, context);
function keep(fields: Record<string, unknown>): void {
  line = fields;
}

export const logging: Record<string, Subject> = {
  "pino, { err }": each(() => logger.warn({ err: error, ...context }, "job error")),
  "pino, the fields of the tracker's line": each(() => logger.warn({ ...line }, "job error")),
  "@pigeon/errors, every error a line": each(tracked(all)),
  "@pigeon/errors, as it comes: repeats sampled": each(tracked(sampled)),
  "@pigeon/errors, sampled, ten rules": each(tracked(ruled)),
  "@pigeon/errors, sampled, no redaction": each(tracked(bare)),
  "making the error, for comparison": each((n) => failure(n).stack),
};
