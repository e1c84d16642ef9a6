import { classify } from "./classify.ts";
import { fingerprintOf, normaliseMessage } from "./fingerprint.ts";
import { plainCopy, secretsIn } from "./plain.ts";
import type { Redactor } from "./redact.ts";
import { duration, get, readThrown } from "./thrown.ts";
import type { ErrorRecord } from "./types.ts";
import { isSeverity } from "./vocabulary.ts";
import type { ErrorCategory } from "./vocabulary.ts";

const MAX_SHORT = 128;
const MAX_SUBJECT = 512;
const MAX_MESSAGE = 1_024;
const MAX_STACK = 4_096;
const UNDERSTOOD: readonly string[] = ["severity", "correlationId", "operation", "durationMs"];

/** An error as it was reported. The types are wide on purpose: what is wrong is mended, never thrown. */
export interface Report {
  readonly id: string;
  readonly atMs: number;
  readonly category: ErrorCategory;
  readonly subject: unknown;
  readonly error: unknown;
  readonly context: unknown;
}

export interface BuiltRecord {
  readonly record: ErrorRecord;
  /** The message with its values replaced. */
  readonly normalised: string;
}

/** Turns a report into a record: reads, redacts, bounds, classifies, fingerprints. Never throws. */
export function buildRecord(report: Report, redactor: Redactor): BuiltRecord {
  const { category, context } = report;
  const thrown = readThrown(report.error);
  const secrets = secretsIn(context, redactor);
  const text = (value: unknown, max: number): string => redactor.text(asText(value), max, secrets);
  const short = (value: unknown): string | undefined =>
    value === undefined || value === null || value === "" ? undefined : text(value, MAX_SHORT);

  const message = text(thrown.message, MAX_MESSAGE);
  const normalised = normaliseMessage(message);
  const name = text(thrown.name, MAX_SHORT);
  const { kind, severity } = classify(category, thrown);
  const asked = get(context, "severity");
  const subject = text(report.subject, MAX_SUBJECT);
  const extras = {
    stack: thrown.stack === undefined ? undefined : text(thrown.stack, MAX_STACK),
    code: short(thrown.code),
    status: thrown.status,
    operation: category === "infrastructure" ? subject : short(get(context, "operation")),
    correlationId: short(get(context, "correlationId")),
    durationMs: duration(get(context, "durationMs")),
    retryable: thrown.retryable,
    retryAfterMs: thrown.retryAfterMs,
    causes:
      thrown.causes.length === 0
        ? undefined
        : Object.freeze(
            thrown.causes.map((cause) =>
              Object.freeze({
                name: text(cause.name, MAX_SHORT),
                message: text(cause.message, MAX_MESSAGE),
                ...(cause.code !== undefined && { code: text(cause.code, MAX_SHORT) }),
              }),
            ),
          ),
  };
  const record: ErrorRecord = Object.freeze({
    id: report.id,
    at: new Date(report.atMs).toISOString(),
    category,
    severity: isSeverity(asked) ? asked : severity,
    kind,
    name,
    message,
    subject,
    fingerprint: fingerprintOf(name, normalised),
    ...defined(extras),
    context: plainCopy(context, redactor, { secrets, without: UNDERSTOOD }),
  });
  return { record, normalised };
}

/** How a correlation id is kept, so that it is found under the id that the caller knows. */
export function correlationKey(correlationId: string, redactor: Redactor): string {
  return redactor.text(asText(correlationId), MAX_SHORT);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function asText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "[unreadable]";
  }
}
