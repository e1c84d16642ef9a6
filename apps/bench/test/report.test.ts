import { expect, test } from "vitest";
import type { ThroughputRound } from "../src/measure/throughput.ts";
import { markdown, recoveryTable, throughputTable, type Report } from "../src/report.ts";
import { throughputRow } from "../src/results.ts";

const contender = { name: "A peer", settings: "as it comes", durability: "before the answer" } as const;

const round = (singlePerS: number, toResult: number[]): ThroughputRound => ({
  singlePerS,
  batchedPerS: singlePerS * 10,
  toStart: [1, 2, 3],
  toResult,
});

test("a row holds the medians of the rounds, not their means", () => {
  const row = throughputRow(contender, [round(100, [5]), round(9_000, [50]), round(110, [6])]);
  expect(row.singlePerS).toBe(110);
  expect(row.batchedPerS).toBe(1_100);
  expect([row.startP50Ms, row.startP99Ms]).toEqual([2, 3]);
  expect([row.resultP50Ms, row.resultP99Ms]).toEqual([6, 6]);
});

test("what a peer does not do is left out, not shown as zero", () => {
  const row = throughputRow(contender, [{ ...round(0.84, []), batchedPerS: undefined }]);
  expect(row.batchedPerS).toBeUndefined();
  expect(row.resultP50Ms).toBeUndefined();
  const cells = throughputTable([row])
    .split("\n")[2]
    ?.split("|")
    .map((cell) => cell.trim());
  expect(cells?.slice(1, -1)).toEqual([
    "A peer",
    "before the answer",
    "0.8",
    "–",
    "not told",
    "2.0 ms / 3.0 ms",
  ]);
});

test("figures are given to three digits", () => {
  const row = throughputRow(contender, [round(12_345.6, [1_234])]);
  expect(throughputTable([row])).toContain("| 12,300 ");
  expect(throughputTable([row])).toContain("| 123,000 ");
  expect(throughputTable([row])).toContain("| 1.2 s / 1.2 s ");
});

test("all lines of a table are equally wide, as the formatter wants them", () => {
  const rows = [round(1, [1]), round(123_456, [])].map((one) => throughputRow(contender, [one]));
  const widths = throughputTable(rows)
    .split("\n")
    .map(({ length }) => length);
  expect(new Set(widths).size).toBe(1);
});

const recovery = { contender, held: 2, capMs: 60_000 };

test("recovery: the median of the rounds, and of each round's last job", () => {
  const table = recoveryTable([
    {
      ...recovery,
      rounds: [
        [10, 30],
        [20, 40],
        [900, 950],
      ],
    },
  ]);
  expect(table).toContain("| 30.0 ms ");
  expect(table).toContain("| 40.0 ms ");
});

test("recovery: jobs that came too late are counted, and no time is made up for them", () => {
  const table = recoveryTable([{ ...recovery, rounds: [[10, 30], [20]] }]);
  expect(table).toContain("not within 60.0 s");
  expect(table).toContain("1 of 2 in 60.0 s");
  expect(table).not.toContain("20.0 ms");
});

const report: Report = {
  quick: false,
  rounds: 3,
  machine: {
    cpu: "A processor",
    cores: 2,
    memoryGb: 24,
    node: "v24.0.0",
    platform: "linux x64",
    fsyncMs: 0.234,
    httpP50Ms: 0.6,
    httpP99Ms: 8,
    loadAtStart: 0.1,
  },
  versions: { "Pigeon hub": "1.2.3", Redis: "7.0.15" },
  throughput: [throughputRow(contender, [round(100, [1])])],
  recovery: [{ ...recovery, rounds: [[10, 30]] }],
  failures: [],
};

test("the report names the machine, every version and every setting", () => {
  const text = markdown(report);
  expect(text).toContain("A processor, 2 cores, 24 GB");
  expect(text).toContain("An fsync of 4 KiB takes 0.23 ms");
  expect(text).toContain("0.60 ms (p50) and 8.00 ms (p99)");
  expect(text).toContain("Versions: Pigeon hub 1.2.3, Redis 7.0.15.");
  expect(text).toContain("- A peer: as it comes.");
  expect(text).not.toContain("What went wrong");
});

test("a quick run says that its figures mean nothing, and failures are shown", () => {
  const text = markdown({ ...report, quick: true, recovery: [], failures: ["A peer: lost a job"] });
  expect(text).toContain("Its figures mean nothing");
  expect(text).toContain("## What went wrong\n\n- A peer: lost a job");
  expect(text).not.toContain("is killed");
});
