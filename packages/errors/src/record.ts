import type { Categories } from "./categories.ts";
import { kindOf } from "./classify.ts";
import { fingerprintOf, MAX_FINGERPRINT } from "./fingerprint.ts";
import { normaliseMessage } from "./normalise-message.ts";
import { plainCopy, secretsIn } from "./plain.ts";
import type { Redactor } from "./redact.ts";
import type { StackReader } from "./stack.ts";
import { factsOf, findRule } from "./rules.ts";
import type { ErrorRule } from "./rules.ts";
import { duration, get, readThrown } from "./thrown.ts";
import type { Thrown } from "./thrown.ts";
import type { ErrorCause, ErrorRecord } from "./types.ts";
import { isSeverity } from "./vocabulary.ts";
import type { ErrorCategory } from "./vocabulary.ts";

const MAX_SHORT = 128;
const MAX_SUBJECT = 512;
const MAX_MESSAGE = 1_024;
const UNDERSTOOD: readonly string[] = ["severity", "correlationId", "operation", "durationMs", "fingerprint"];

/** An error as it was reported. The types are wide on purpose: what is wrong is mended, never thrown. */
export interface Report {
  readonly id: string;
  readonly atMs: number;
  readonly category: string;
  readonly subject: unknown;
  readonly error: unknown;
  readonly context: unknown;
  /** Used where the context has none. */
  readonly correlationId?: string | undefined;
}

/** How a tracker judges errors. */
export interface Judgement {
  readonly redactor: Redactor;
  readonly stacks: StackReader;
  readonly categories: Categories;
  readonly rules: readonly ErrorRule[];
}

export interface BuiltRecord {
  readonly record: ErrorRecord;
  /** The message with its values replaced. */
  readonly normalised: string;
}

/** Turns a report into a record: reads, redacts, bounds, classifies, fingerprints. Never throws. */
export function buildRecord(report: Report, { redactor, stacks, categories, rules }: Judgement): BuiltRecord {
  const { category, context, error } = report;
  const thrown = readThrown(error);
  const secrets = secretsIn(context, redactor);
  const text = (value: unknown, max: number): string => redactor.text(asText(value), max, secrets);
  const short = (value: unknown, max = MAX_SHORT): string | undefined =>
    value === undefined || value === null || value === "" ? undefined : text(value, max);

  const message = text(thrown.message, MAX_MESSAGE);
  const normalised = normaliseMessage(message);
  const stack =
    thrown.stack === undefined ? undefined : stacks.read(thrown.stack, thrown.message, message, secrets);
  const name = text(thrown.name, MAX_SHORT);
  const subject = text(report.subject, MAX_SUBJECT);
  const operation = category === "infrastructure" ? subject : short(get(context, "operation"));
  const builtIn = kindOf(thrown);
  const rule =
    rules.length === 0
      ? undefined
      : findRule(
          rules,
          factsOf(thrown, builtIn, {
            category,
            error,
            subject: asText(report.subject),
            ...(operation !== undefined && { operation }),
          }),
        );
  const kind = rule?.kind ?? builtIn;
  const asked = get(context, "severity");
  const explicit = [get(context, "fingerprint"), rule?.fingerprint, thrown.fingerprint].find(
    (one) => typeof one === "string" && one !== "",
  );
  const extras = {
    stack: stack?.text,
    code: short(thrown.code),
    status: thrown.status,
    operation,
    correlationId: short(get(context, "correlationId")) ?? short(report.correlationId),
    durationMs: duration(get(context, "durationMs")),
    retryable: thrown.retryable,
    retryAfterMs: thrown.retryAfterMs,
    causes: causesOf(thrown, text),
  };
  const record: ErrorRecord = Object.freeze({
    id: report.id,
    at: new Date(report.atMs).toISOString(),
    category: category as ErrorCategory,
    severity: isSeverity(asked) ? asked : (rule?.severity ?? categories.severityOf(category, kind)),
    kind,
    name,
    message,
    subject,
    fingerprint: fingerprintOf({
      name,
      normalised,
      code: thrown.code,
      inApp: stack?.inApp,
      explicit: short(explicit, MAX_FINGERPRINT),
    }),
    ...defined(extras),
    context: plainCopy(context, redactor, { secrets, without: UNDERSTOOD }),
  });
  return { record, normalised };
}

/** How a correlation id is kept, so that it is found under the id that the caller knows. */
export function correlationKey(correlationId: string, redactor: Redactor): string {
  return redactor.text(asText(correlationId), MAX_SHORT);
}

function causesOf(
  { causes }: Thrown,
  text: (value: string, max: number) => string,
): readonly ErrorCause[] | undefined {
  if (causes.length === 0) return undefined;
  const bounded = causes.map(({ name, message, code }) =>
    Object.freeze({
      name: text(name, MAX_SHORT),
      message: text(message, MAX_MESSAGE),
      ...(code !== undefined && { code: text(code, MAX_SHORT) }),
    }),
  );
  return Object.freeze(bounded);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  const kept: Defined<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) {
    const value = fields[key];
    if (value !== undefined) kept[key] = value as Exclude<T[keyof T], undefined>;
  }
  return kept;
}

function asText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "[unreadable]";
  }
}
