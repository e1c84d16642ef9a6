import { AttemptResult, parse } from "@pigeon/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_BATCH_BYTES, MAX_BATCH_RESULTS, batchBody, takeBatch } from "../src/batch.ts";
import { returned, threw } from "../src/outcome.ts";
import type { Report } from "../src/outcome.ts";

const lease = { leaseId: "lease-1", jobId: "job-1" };

test("whatever a handler returns or throws makes a result by the contract", () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withMap: true }),
      fc.double(),
      (value, duration) => {
        const ms = Number.isFinite(duration) ? duration % 1e9 : 0;
        for (const report of [returned(lease, value, ms), threw(lease, value, ms)]) {
          const parsed = parse(AttemptResult, JSON.parse(report.json));
          expect(parsed.ok).toBe(true);
          expect(parsed.ok && parsed.value.status).toBe(report.error === undefined ? "succeeded" : "failed");
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("JSON values arrive as they were", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const sent = JSON.parse(returned(lease, value, 1).json) as { result: unknown };
      expect(sent.result).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

const reports = fc.array(fc.integer({ min: 1, max: MAX_BATCH_BYTES * 2 }), { maxLength: 300 }).map((sizes) =>
  sizes.map((bytes, index): Report => ({
    leaseId: `l${index}`,
    jobId: "j",
    durationMs: 0,
    json: `${index}`,
    bytes,
  })),
);

test("batches are bounded, keep the order, and send everything", () => {
  fc.assert(
    fc.property(reports, fc.integer({ min: 1, max: MAX_BATCH_RESULTS }), (all, limit) => {
      let left = all;
      const sent: Report[] = [];
      while (left.length > 0) {
        const batch = takeBatch(left, limit);
        const bytes = batch.reduce((sum, report) => sum + report.bytes, 0);
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(limit);
        expect(batch.length === 1 || bytes <= MAX_BATCH_BYTES).toBe(true);
        expect(JSON.parse(batchBody(batch))).toEqual({ results: batch.map(({ json }) => Number(json)) });
        sent.push(...batch);
        left = left.slice(batch.length);
      }
      expect(sent).toEqual(all);
    }),
    { numRuns: 100 },
  );
});
