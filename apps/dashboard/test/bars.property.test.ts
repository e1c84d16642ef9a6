import type { Attempt, ErrorTrends } from "@pigeon/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { attemptBars } from "../src/pages/attempt-bars.ts";
import { trendColumns } from "../src/pages/trend-bars.ts";
import { sparklinePath } from "../src/ui/sparkline-path.ts";

const START = Date.parse("2026-01-31T09:30:00Z");
const iso = (offset: number) => new Date(START + offset).toISOString();
const attempt = (startedAt: number, endedAt?: number) =>
  ({ startedAt: iso(startedAt), ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }) }) as Attempt;

test("every attempt's bar lies within the job's time and can be seen, whatever the clocks say", () => {
  const span = fc.record({ from: fc.integer({ min: -1_000, max: 100_000 }), ms: fc.option(fc.nat(100_000)) });
  fc.assert(
    fc.property(fc.array(span), fc.option(fc.nat(200_000)), fc.nat(200_000), (spans, finished, now) => {
      const attempts = spans.map(({ from, ms }) => attempt(from, ms === null ? undefined : from + ms));
      const finishedAt = finished === null ? undefined : iso(finished);
      for (const { left, width, ms } of attemptBars(
        { createdAt: iso(0), finishedAt, attempts },
        START + now,
      )) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(width).toBeGreaterThanOrEqual(0.6);
        expect(left + width).toBeLessThanOrEqual(100.0001);
        expect(ms).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test("bars stand where the attempts were", () => {
  const attempts = [attempt(0, 250), attempt(500, 1_000)];
  const bars = attemptBars({ createdAt: iso(0), finishedAt: iso(1_000), attempts }, START);
  expect(bars.map(({ left, width, ms }) => [left, width, ms])).toEqual([
    [0, 25, 250],
    [50, 50, 500],
  ]);
});

test("an hour's parts stack up to its share of the highest hour", () => {
  const trends = {
    buckets: [
      { hour: "a", total: 10, byCategory: { job: 5, worker: 0, infrastructure: 5, network: 0 } },
      { hour: "b", total: 0, byCategory: { job: 0, worker: 0, infrastructure: 0, network: 0 } },
      { hour: "c", total: 20, byCategory: { job: 20, worker: 0, infrastructure: 0, network: 0 } },
    ],
    spikes: [{ hour: "c", total: 20, baseline: 5, score: 4 }],
  } as unknown as ErrorTrends;
  expect(trendColumns(trends)).toEqual([
    {
      hour: "a",
      total: 10,
      spike: false,
      parts: [
        { category: "job", bottom: 0, height: 25 },
        { category: "infrastructure", bottom: 25, height: 25 },
      ],
    },
    { hour: "b", total: 0, spike: false, parts: [] },
    { hour: "c", total: 20, spike: true, parts: [{ category: "job", bottom: 0, height: 100 }] },
  ]);
});

test("a sparkline goes from edge to edge, its highest value at the top", () => {
  expect(sparklinePath([0, 5, 10], 100, 22)).toBe("M0 21L50 11L100 1");
  expect(sparklinePath([0, 0], 10, 20)).toBe("M0 19L10 19");
});
