import type { ErrorRecord, ErrorSummary, ErrorTrends } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { paintState } from "../print/style.ts";
import { facts, table } from "../print/table.ts";
import { ago, duration, plural } from "../print/text.ts";

function printErrors(context: Context, errors: readonly ErrorRecord[]): void {
  if (context.json) return context.emit({ errors });
  if (errors.length === 0) return context.note("no errors");
  const { paint, io } = context;
  context.print(
    table<ErrorRecord>(
      [
        { title: "WHEN", text: ({ at }) => ago(at, io.now()) },
        { title: "SEVERITY", text: ({ severity }) => severity, paint: (text) => paintState(paint, text) },
        { title: "CATEGORY", text: ({ category }) => category },
        { title: "KIND", text: ({ kind }) => kind },
        { title: "SUBJECT", text: ({ subject }) => subject },
        { title: "CORRELATION", text: ({ correlationId = "" }) => correlationId, whole: true },
        { title: "ERROR", text: ({ name, message }) => `${name}: ${message}` },
      ],
      errors,
      context,
    ),
  );
}

export const listErrors: Action<{
  readonly category?: ErrorRecord["category"];
  readonly limit?: number;
}> = async (context, { options }) => {
  const client = await context.client();
  const { category, limit } = options;
  const errors = await client.listErrors({
    ...(category === undefined ? {} : { category }),
    ...(limit === undefined ? {} : { limit }),
    signal: context.io.signal,
  });
  printErrors(context, errors);
};

export const correlatedErrors: Action<object> = async (context, { args: [id = ""] }) => {
  const client = await context.client();
  printErrors(context, await client.correlatedErrors(id, { signal: context.io.signal }));
};

export const errorSummary: Action<{ readonly minutes?: number }> = async (context, { options }) => {
  const client = await context.client();
  const { minutes = 60 } = options;
  const summary = await client.errorSummary({ minutes, signal: context.io.signal });
  if (context.json) return context.emit(summary);
  context.print(describeSummary(context, summary, minutes));
};

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
}

function describeSummary(context: Context, summary: ErrorSummary, minutes: number): string {
  const { total, ratePerMinute, bySeverity, byCategory, impact, topErrors } = summary;
  const head = facts(
    [
      ["errors", `${total} in ${plural(minutes, "minute")}, ${ratePerMinute.toFixed(2)} a minute`],
      ["severity", counts(bySeverity)],
      ["category", counts(byCategory)],
      [
        "time lost",
        impact.errors === 0 ? undefined : `${duration(impact.totalMs)}, ${duration(impact.meanMs)} an error`,
      ],
    ],
    context.paint,
  );
  if (topErrors.length === 0) return head;
  const { paint, io } = context;
  const top = table<ErrorSummary["topErrors"][number]>(
    [
      { title: "COUNT", text: ({ count }) => String(count), align: "right" },
      { title: "SEVERITY", text: ({ severity }) => severity, paint: (text) => paintState(paint, text) },
      { title: "CATEGORY", text: ({ category }) => category },
      { title: "LAST", text: ({ lastAt }) => ago(lastAt, io.now()) },
      { title: "ERROR", text: ({ name, message }) => `${name}: ${message}` },
    ],
    topErrors,
    context,
  );
  return `${head}\n${top}`;
}

export const errorTrends: Action<{ readonly hours?: number }> = async (context, { options }) => {
  const client = await context.client();
  const trends = await client.errorTrends({ hours: options.hours ?? 24, signal: context.io.signal });
  if (context.json) return context.emit(trends);
  context.print(describeTrends(context, trends));
};

const BAR = 40;

function describeTrends({ paint }: Context, { buckets, direction, spikes = [] }: ErrorTrends): string {
  const most = Math.max(1, ...buckets.map(({ total }) => total));
  const high = new Set(spikes.map(({ hour }) => hour));
  const lines = buckets.map(({ hour, total }) => {
    const bar = "█".repeat(Math.ceil((total / most) * BAR));
    const line = `${hour.slice(0, 16).replace("T", " ")}  ${String(total).padStart(7)}  `;
    return high.has(hour) ? `${line}${paint("red", bar)} spike\n` : `${line}${bar}`.trimEnd().concat("\n");
  });
  return `${lines.join("")}${paint("bold", "direction")}  ${direction}\n`;
}
