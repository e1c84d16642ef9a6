import { destination, pino } from "pino";
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

/** Logs a record at the level of its severity. A logger that throws harms nothing. */
export function logRecord(logger: ErrorLogger, record: ErrorRecord): void {
  try {
    logger[LEVEL_OF[record.severity]](fieldsOf(record), `${record.category} error: ${record.message}`);
  } catch {
    // The record is kept all the same, and there is no better place to complain.
  }
}

/** Warns that a callback of `onError` failed: by its name only, since its message is not redacted. */
export function logCallbackFailure(logger: ErrorLogger, record: ErrorRecord, name: string): void {
  try {
    logger.warn({ "exception.type": name, "pigeon.error.id": record.id }, "onError callback failed");
  } catch {
    // As above.
  }
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
