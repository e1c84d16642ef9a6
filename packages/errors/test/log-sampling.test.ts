import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LogSampler, SAMPLED_GROUPS } from "../src/log-sampling.ts";
import type { ErrorRecord } from "../src/index.ts";
import { MINUTE, record, T0 } from "./support.ts";

const sampler = (first = 3): LogSampler => new LogSampler({ first, intervalMs: MINUTE });
const decide = (sampling: LogSampler, fields: Partial<ErrorRecord> = {}, atMs = T0): number | undefined =>
  sampling.decide(record(fields), "job <number> failed", atMs);
const many = (sampling: LogSampler, count: number, fields?: Partial<ErrorRecord>): [number, number][] =>
  Array.from({ length: count }, (_, i): [number, number | undefined] => [
    i + 1,
    decide(sampling, fields),
  ]).filter((one): one is [number, number] => one[1] !== undefined);

describe("LogSampler", () => {
  test("logs the first, then each power of ten with how many were left out", () => {
    expect(many(sampler(), 1_000)).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [10, 6],
      [100, 89],
      [1_000, 899],
    ]);
    expect(many(sampler(12), 100).map(([n]) => n)).toEqual([
      ...Array.from({ length: 12 }, (_, i) => i + 1),
      100,
    ]);
    expect(many(sampler(1), 10)).toEqual([
      [1, 0],
      [10, 8],
    ]);
  });

  test("tells groups apart by category, severity and fingerprint", () => {
    const sampling = sampler(1);
    for (const fields of [
      {},
      { category: "worker" },
      { severity: "high" },
      { fingerprint: "other" },
    ] as const) {
      expect(decide(sampling, fields)).toBe(0);
      expect(decide(sampling, fields)).toBeUndefined();
    }
  });

  test("tells what was left out once the interval is over, and begins anew", () => {
    const sampling = sampler(1);
    many(sampling, 5);
    decide(sampling, { fingerprint: "once" }, T0 + 1);
    expect(sampling.pending).toBe(true);
    expect(sampling.over(T0 + MINUTE - 1)).toEqual([]);
    expect(sampling.over(T0 + MINUTE)).toEqual([
      {
        severity: "medium",
        omitted: 4,
        group: {
          category: "job",
          fingerprint: "v2:0000000000000000",
          name: "Error",
          message: "job <number> failed",
        },
      },
    ]);
    expect(sampling.over(T0 + MINUTE)).toEqual([]);
    expect(sampling.pending).toBe(false);
    expect(decide(sampling, {}, T0 + MINUTE)).toBe(0);
    expect(decide(sampling, { fingerprint: "once" }, T0 + MINUTE)).toBeUndefined();
    expect(sampling.over(T0 + MINUTE + 1)).toMatchObject([{ omitted: 1 }]);
  });

  test("says nothing more of what the last line told", () => {
    const sampling = sampler(1);
    many(sampling, 10);
    expect(sampling.pending).toBe(false);
    expect(sampling.over(T0 + MINUTE)).toEqual([]);
  });

  test("ends an interval when the clock is set back before it", () => {
    const sampling = sampler(1);
    many(sampling, 2);
    expect(sampling.over(T0 - 1)).toMatchObject([{ omitted: 1 }]);
  });

  test("samples all beyond its groups as one, with the worst severity of those left out", () => {
    const sampling = sampler(1);
    for (let i = 0; i < SAMPLED_GROUPS; i++) decide(sampling, { fingerprint: `${i}` });
    expect(decide(sampling, { fingerprint: "x" })).toBe(0);
    expect(decide(sampling, { fingerprint: "y" })).toBeUndefined();
    expect(decide(sampling, { fingerprint: "z", severity: "critical" })).toBeUndefined();
    expect(decide(sampling, { fingerprint: "z", severity: "low" })).toBeUndefined();
    expect(decide(sampling, { fingerprint: "0" })).toBeUndefined();
    expect(sampling.over(T0 + MINUTE)).toEqual([
      expect.objectContaining({ omitted: 1, severity: "medium" }),
      { omitted: 3, severity: "critical", group: undefined },
    ]);
  });

  test("accounts for every error: by a line, by what a line says was left out, or by a digest", () => {
    const step = fc.record({ fingerprint: fc.constantFrom("a", "b", "c"), waitMs: fc.nat({ max: 20_000 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 5 }), (steps, first) => {
        const sampling = sampler(first);
        let accounted = 0;
        let nowMs = T0;
        for (const { fingerprint, waitMs } of steps) {
          nowMs += waitMs;
          for (const { omitted } of sampling.over(nowMs)) accounted += omitted;
          const leftOut = decide(sampling, { fingerprint }, nowMs);
          if (leftOut !== undefined) accounted += leftOut + 1;
        }
        for (const { omitted } of sampling.over(Infinity)) accounted += omitted;
        expect(accounted).toBe(steps.length);
      }),
    );
  });
});
