import { destination, pino } from "pino";
import type { Digest } from "./log-sampling.ts";
import type { ErrorRecord } from "./types.ts";
import type { Severity } from "./vocabulary.ts";

export type LogMethod = (fields: Record<string, unknown>, message: string) => void;

/** The part of a pino logger that is used. */
export interface ErrorLogger {
  fatal: LogMethod;
  error: LogMethod;
  warn: LogMethod;
  info: LogMethod;
}

const LEVEL_OF: Readonly<Record<Severity, keyof ErrorLogger>> = {
  critical: "fatal",
  high: "error",
  medium: "warn",
  low: "info",
};

/**
 * pino to stderr: stdout belongs to the program. Written synchronously, since the errors that matter most
 * come right before the end of a process, where buffered lines are lost.
 */
export function stderrLogger(level: string): ErrorLogger {
  return pino({ level }, destination({ fd: 2, sync: true }));
}

/** Logs a record at the level of its severity, and how many like it were left out before. */
export function logRecord(logger: ErrorLogger, record: ErrorRecord, leftOut = 0): void {
  const fields = fieldsOf(record);
  if (leftOut > 0) fields["pigeon.error.left_out"] = leftOut;
  write(logger, LEVEL_OF[record.severity], fields, `${record.category} error: ${record.message}`);
}

/** Logs how many errors of a group were left out. */
export function logDigest(logger: ErrorLogger, { severity, omitted, group }: Digest): void {
  const fields = {
    "pigeon.error.left_out": omitted,
    ...(group !== undefined && {
      "pigeon.error.category": group.category,
      "pigeon.error.severity": severity,
      "pigeon.error.fingerprint": group.fingerprint,
      "exception.type": group.name,
    }),
  };
  const like = group === undefined ? "of other groups" : `of ${group.category} like: ${group.message}`;
  write(logger, LEVEL_OF[severity], fields, `${omitted} more errors ${like}`);
}

/** Warns of a failure inside the tracker: by the name of the error only, since its message is not redacted. */
export function logFailure(
  logger: ErrorLogger,
  what: string,
  name: string,
  fields: Record<string, unknown> = {},
): void {
  write(logger, "warn", { "exception.type": name, ...fields }, what);
}

// A logger that throws harms nothing: there is no better place to complain.
function write(
  logger: ErrorLogger,
  level: keyof ErrorLogger,
  fields: Record<string, unknown>,
  message: string,
): void {
  try {
    const written: unknown = logger[level](fields, message);
    if (written instanceof Promise) written.catch(() => {});
  } catch {}
}

/** OpenTelemetry's attribute names where it has one, `pigeon.*` where it has none. */
function fieldsOf(record: ErrorRecord): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    "pigeon.error.id": record.id,
    "pigeon.error.category": record.category,
    "pigeon.error.severity": record.severity,
    "pigeon.error.kind": record.kind,
    "pigeon.error.fingerprint": record.fingerprint,
    "pigeon.error.subject": record.subject,
    "pigeon.operation": record.operation,
    "pigeon.correlation_id": record.correlationId,
    "pigeon.duration_ms": record.durationMs,
    "error.type": record.code ?? record.name,
    "exception.type": record.name,
    "exception.message": record.message,
    "exception.stacktrace": record.stack,
    "http.response.status_code": record.status,
    causes: record.causes,
    context: Object.keys(record.context).length > 0 ? record.context : undefined,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
