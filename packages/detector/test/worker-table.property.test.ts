import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeadlinePolicy, ReportStatus } from "../src/index.ts";
import { rowsFor } from "../src/page.ts";
import { WorkerTable } from "../src/worker-table.ts";
import { Worker, type WorkerContext } from "../src/worker.ts";

/** Remembers its promise, all gaps in sum and their number; so large that a page has few rows. */
const policy: DeadlinePolicy = {
  name: "sum",
  memorySize: 1000,
  begin: (memory, at, intervalMs) => void (memory[at] = intervalMs),
  learn(memory, at, gapMs) {
    memory[at + 1] = (memory[at + 1] ?? 0) + gapMs;
    memory[at + 999] = (memory[at + 999] ?? 0) + 1;
  },
  limitMs: (memory, at) => 2 * (memory[at] ?? 0) + (memory[at + 1] ?? 0),
  expectedMs: (memory, at) => (memory[at] ?? 0) + (memory[at + 999] ?? 0),
};

const context: WorkerContext = {
  windowSize: 5,
  latencyFactor: false,
  now: () => 0,
  dateOf: (ms) => new Date(ms),
  onDegraded: () => {},
};

interface Model {
  intervalMs: number;
  incarnation: string | undefined;
  lastSeen: number;
  lastBeat: number | undefined;
  gaps: number[];
  report: { status: ReportStatus; cpu?: number; memory?: number } | undefined;
  record: Worker | undefined;
}

const id = fc.integer({ min: 0, max: 40 }).map((n) => `w${n}`);
const percent = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("add" as const),
      id,
      intervalMs: fc.nat({ max: 99 }),
      incarnation: fc.option(fc.string(), { nil: undefined }),
    }),
  },
  fc.record({ do: fc.constant("remove" as const), id }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("beat" as const),
      id,
      taught: fc.boolean(),
      status: fc.constantFrom<ReportStatus>("ok", "overloaded", "error"),
      cpu: percent,
      memory: percent,
    }),
  },
  fc.record({ do: fc.constant("see" as const), id }),
  fc.record({ do: fc.constant("keep" as const), id }),
);

test("the table is a map of plain objects, whatever grows, goes and comes again", () => {
  expect(rowsFor(policy.memorySize)).toBe(16);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 50 }), step), { maxLength: 120 }), (steps) => {
      const table = new WorkerTable(policy);
      const model = new Map<string, Model>();
      let now = 0;
      let most = 0;
      for (const [passedMs, each] of steps) {
        now += passedMs;
        const known = model.get(each.id);
        const slot = table.slots.get(each.id);
        expect(slot !== undefined).toBe(known !== undefined);
        if (each.do === "add") {
          const { intervalMs, incarnation } = each;
          expect(table.remove(each.id)).toBe(model.delete(each.id));
          table.add(each.id, incarnation === undefined ? undefined : { incarnation }, intervalMs, now);
          model.set(each.id, {
            intervalMs,
            incarnation,
            lastSeen: now,
            lastBeat: undefined,
            gaps: [],
            report: undefined,
            record: undefined,
          });
        } else if (each.do === "remove") {
          expect(table.remove(each.id)).toBe(model.delete(each.id));
        } else if (known && slot !== undefined) {
          const [page, row] = [table.pageOf(slot), table.rowOf(slot)];
          if (each.do === "see") page.see(row, now);
          else if (each.do === "keep")
            page.keep(row, (known.record = new Worker(page, row, each.id, context)));
          else {
            const { status, cpu, memory } = each;
            page.noteLoad(row, cpu, memory);
            page.beat(row, now, each.taught ? -Infinity : Infinity, status);
            if (each.taught && known.lastBeat !== undefined && now > known.lastBeat)
              known.gaps.push(now - known.lastBeat);
            known.lastBeat = now;
            known.report = {
              status,
              ...(cpu !== undefined && { cpu }),
              ...(memory !== undefined && { memory }),
            };
          }
          if (each.do !== "keep") known.lastSeen = now;
        }
        most = Math.max(most, model.size);
        expect([...table.slots.keys()]).toEqual([...model.keys()]);
      }
      expect(table.size).toBe(model.size);
      // Slots are used again: there are never more pages than the largest fleet needed.
      expect(table.pages.length).toBe(Math.ceil(most / 16));
      const seen: string[] = [];
      table.scan((page, row, each) => {
        seen.push(each);
        const known = model.get(each);
        const sum = known?.gaps.reduce((a, b) => a + b, 0) ?? 0;
        expect(page.lastSeen[row]).toBe(known?.lastSeen);
        expect(page.lastBeatOf(row)).toBe(known?.lastBeat);
        expect(page.reportOf(row)).toEqual(known?.report);
        expect(page.infos?.[row]?.incarnation).toBe(known?.incarnation);
        expect(page.limitMs(row)).toBe(2 * (known?.intervalMs ?? 0) + sum);
        expect(page.due[row]).toBe((known?.lastSeen ?? 0) + page.limitMs(row));
        expect(page.expectedMs(row)).toBe((known?.intervalMs ?? 0) + (known?.gaps.length ?? 0));
        expect(page.phi(row, 1)).toBeUndefined();
        expect(table.recordOf(each)).toBe(known?.record);
      });
      expect(seen.sort()).toEqual([...model.keys()].sort());
      const records = [...model.values()].flatMap(({ record }) => record ?? []);
      expect(new Set(table.records())).toEqual(new Set(records));
      expect(table.recordOf("nobody")).toBeUndefined();
      // Rows that nobody uses are never due.
      const due = table.pages.flatMap((page) => [...page.due]).filter((each) => each !== Infinity);
      expect(due).toHaveLength(model.size);
    }),
    { numRuns: 150 },
  );
});

test("a page is about 64 KiB, of a power of two rows, and at least 16", () => {
  expect([0, 4, 100, 1003, 100_000].map(rowsFor)).toEqual([2048, 1024, 64, 16, 16]);
});

test("load is kept in hundredths of a percent, within 0 and 100", () => {
  const table = new WorkerTable(policy);
  table.add("w", undefined, 1, 0);
  const page = table.pageOf(0);
  const load = (cpu: number | undefined, memory: number | undefined) => {
    page.noteLoad(0, cpu, memory);
    page.beat(0, 1, 0, "ok");
    return page.reportOf(0);
  };
  expect(load(12.346, undefined)).toEqual({ status: "ok", cpu: 12.35 });
  expect(load(undefined, 0)).toEqual({ status: "ok", memory: 0 });
  expect(load(150, -1)).toEqual({ status: "ok", cpu: 100, memory: 0 });
  expect(load(Number.NaN, 1)).toEqual({ status: "ok", memory: 1 });
  expect(() => table.pageOf(16)).toThrow("No page holds the slot 16.");
});
