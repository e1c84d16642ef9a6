import type { Machine } from "./machine.ts";
import type { RecoveryRow, ThroughputRow } from "./results.ts";
import { median } from "./statistics.ts";

export interface Report {
  readonly quick: boolean;
  readonly rounds: number;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly throughput: readonly ThroughputRow[];
  readonly recovery: readonly RecoveryRow[];
  /** What went wrong, a line each. */
  readonly failures: readonly string[];
}

/** The whole report in Markdown. */
export function markdown(report: Report): string {
  const { machine, versions, throughput, recovery, failures, rounds, quick } = report;
  const parts = [
    "# The hub beside its peers",
    quick
      ? "**A quick run: it shows that every part works. Its figures mean nothing.**"
      : `Medians of ${rounds} interleaved rounds. How it is measured, and what is unfair to whom: [README.md](README.md).`,
    `${machineLine(machine)}\n\n${versionsLine(versions)}`,
  ];
  if (throughput.length > 0) {
    parts.push("## Throughput and latency", throughputTable(throughput), settingsList(throughput));
  }
  if (recovery.length > 0) {
    parts.push("## A worker is killed while it holds jobs", recoveryTable(recovery));
  }
  if (failures.length > 0) {
    parts.push("## What went wrong", failures.map((failure) => `- ${failure}`).join("\n"));
  }
  return `${parts.join("\n\n")}\n`;
}

export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGb, platform, node, fsyncMs, httpP50Ms, httpP99Ms, loadAtStart } = machine;
  return (
    `Machine: ${cpu}, ${cores} cores, ${memoryGb} GB, ${platform}, Node.js ${node}. ` +
    `An fsync of 4 KiB takes ${fsyncMs.toFixed(2)} ms at the median; a bare HTTP round trip between two processes ` +
    `${httpP50Ms.toFixed(2)} ms (p50) and ${httpP99Ms.toFixed(2)} ms (p99). ` +
    `Load average at the start: ${loadAtStart.toFixed(1)}.`
  );
}

function versionsLine(versions: Report["versions"]): string {
  return `Versions: ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ")}.`;
}

export function throughputTable(rows: readonly ThroughputRow[]): string {
  return table(
    [
      "",
      "synced to disk",
      "jobs/s, submitted singly, 64 at a time",
      "jobs/s, in batches of 100",
      "submit → result, p50 / p99",
      "submit → handler starts, p50 / p99",
    ],
    rows.map((row) => [
      row.contender.name,
      row.contender.durability,
      count(row.singlePerS),
      count(row.batchedPerS),
      row.resultP50Ms === undefined ? "not told" : `${ms(row.resultP50Ms)} / ${ms(row.resultP99Ms)}`,
      `${ms(row.startP50Ms)} / ${ms(row.startP99Ms)}`,
    ]),
  );
}

function settingsList(rows: readonly ThroughputRow[]): string {
  return rows.map(({ contender: { name, settings } }) => `- ${name}: ${settings}.`).join("\n");
}

export function recoveryTable(rows: readonly RecoveryRow[]): string {
  return table(
    ["", "settings", "held jobs run elsewhere after (median)", "the last of them", "rounds"],
    rows.map(({ contender: { name, settings }, held, capMs, rounds }) => {
      const whole = rounds.filter((times) => times.length === held);
      const given = ms(capMs);
      const cells =
        whole.length === rounds.length && rounds.length > 0
          ? [ms(median(rounds.map(median))), ms(median(rounds.map((times) => Math.max(...times))))]
          : [
              `not within ${given}`,
              `${Math.min(...rounds.map(({ length }) => length))} of ${held} in ${given}`,
            ];
      return [name, settings, ...cells, String(rounds.length)];
    }),
  );
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) =>
    Math.max(3, head.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const lines = [heads, widths.map((width) => "-".repeat(width)), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`)
    .join("\n");
}

/** Three figures are all that such a measurement can carry. */
function count(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  return value < 10 ? value.toFixed(1) : Number(value.toPrecision(3)).toLocaleString("en-US");
}

function ms(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`;
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ms`;
}
