import { INVARIANTS, type InvariantNumber } from "./check.ts";
import { figures, recoveries, type Recovery } from "./recovery.ts";
import type { Outcome } from "./run.ts";
import { escape, seconds, timeline } from "./timeline.ts";

const SHOWN_VIOLATIONS = 20;

export interface Told {
  readonly outcome: Outcome;
  /** How to do it again. */
  readonly command: string;
}

/** The run in lines that a person reads. */
export function summary({ outcome, command }: Told): string {
  const { evidence, violations, ends, settledMs, folder } = outcome;
  const rows = figures(recoveries(evidence)).map(({ what, count, medianMs, worstMs, worstGapMs }) =>
    [what.padEnd(18), `${count}`.padStart(5), ms(medianMs), ms(worstMs), ms(worstGapMs)].join("  "),
  );
  return [
    totals(outcome),
    `${"fault".padEnd(18)}  ${"count".padStart(5)}  ${"median".padStart(9)}  ${"longest".padStart(9)}  ${"submit gap".padStart(9)}`,
    ...rows,
    `all jobs at their end ${seconds(settledMs)} after the last healing`,
    ...ends.slice(0, SHOWN_VIOLATIONS),
    ...Object.entries(INVARIANTS).map(([number, text]) => {
      const broken = violations.filter(({ invariant }) => invariant === (Number(number) as InvariantNumber));
      return `${broken.length === 0 ? "held  " : "BROKEN"}  ${number}. ${text}${broken.length === 0 ? "" : ` (${broken.length})`}`;
    }),
    ...violations.slice(0, SHOWN_VIOLATIONS).map(({ invariant, what }) => `  ${invariant}: ${what}`),
    ...(folder === undefined ? [] : [`logs are in ${folder}`]),
    `again: ${command}`,
  ].join("\n");
}

/** The same as a page, with the timeline and every fault. */
export function page(told: Told): string {
  const { outcome } = told;
  const rows = recoveries(outcome.evidence).map((recovery) => row(recovery, outcome.startedAt));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Pigeon nemesis</title>
<style>body{font:14px system-ui,sans-serif;margin:2em auto;max-width:1200px}pre{background:#f6f6f6;padding:1em;overflow:auto}
td,th{padding:2px 14px 2px 0;text-align:right}td:first-child,th:first-child{text-align:left}</style></head>
<body><h1>${outcome.violations.length === 0 ? "Every promise held" : "A promise was broken"}</h1>
${timeline(outcome)}
<pre>${escape(summary(told))}</pre>
<table><tr><th>fault</th><th>at</th><th>lasted</th><th>work went on after</th><th>longest submit gap</th></tr>
${rows.join("\n")}
</table></body></html>
`;
}

function row({ fault, workMs, submitGapMs }: Recovery, startedAt: number): string {
  const { kind, victim, from, until } = fault;
  const cells = [
    `${kind} ${victim}`,
    seconds(from - startedAt),
    until === undefined ? "" : seconds(until - from),
    workMs === undefined ? "" : `${workMs} ms`,
    submitGapMs === undefined ? "" : `${submitGapMs} ms`,
  ];
  return `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join("")}</tr>`;
}

function totals({ evidence: { submitted, jobs, logs, faults, looks }, startedAt, endedAt }: Outcome): string {
  const acked = submitted.filter(({ ackedAt }) => ackedAt !== undefined).length;
  const attempts = logs.reduce(
    (sum, { entries }) => sum + entries.filter(({ kind }) => kind === "start").length,
    0,
  );
  const states = ["succeeded", "dead", "cancelled"].map(
    (state) => `${jobs.filter((job) => job.state === state).length} ${state}`,
  );
  return `${faults.length} faults in ${seconds(endedAt - startedAt)}; ${submitted.length} submissions, ${acked} acknowledged, ${attempts} attempts run; ${jobs.length} jobs: ${states.join(", ")}; ${looks} looks into the database`;
}

function ms(value: number): string {
  return (Number.isNaN(value) ? "-" : `${Math.round(value)} ms`).padStart(9);
}
