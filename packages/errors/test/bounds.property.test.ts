import fc from "fast-check";
import { expect, test } from "vitest";
import { createErrorTracker } from "../src/index.ts";
import type { ErrorContext } from "../src/index.ts";
import { kindOf } from "../src/classify.ts";
import { plainCopy } from "../src/plain.ts";
import { createRedactor } from "../src/redact.ts";
import { RecordStore } from "../src/record-store.ts";
import { readThrown } from "../src/thrown.ts";
import { FOLLOWED, TopErrors } from "../src/top-errors.ts";
import { CATEGORIES } from "../src/vocabulary.ts";
import { windowOf } from "../src/window.ts";
import { DAY, record, silent, T0 } from "./support.ts";

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withNullPrototype: true,
  withSparseArray: true,
  withObjectString: true,
});

test("whatever is logged gives a record that JSON carries unchanged", () => {
  const tracker = createErrorTracker({ logger: silent });
  fc.assert(
    fc.property(anything, anything, anything, (subject, error, context) => {
      const record = tracker.logJobError(subject as string, error, context as ErrorContext);
      expect(JSON.parse(JSON.stringify(record))).toEqual(record);
      expect(CATEGORIES).toContain(record.category);
    }),
    { numRuns: 300 },
  );
});

test("reading and classifying never throw", () => {
  fc.assert(
    fc.property(anything, (value) => {
      expect(typeof kindOf(readThrown(value))).toBe("string");
    }),
    { numRuns: 300 },
  );
});

test("a copy never exceeds its bounds and is never changed by copying it again", () => {
  const redactor = createRedactor();
  const size = (value: unknown): number =>
    typeof value === "object" && value !== null
      ? Object.values(value).reduce((sum: number, child) => sum + size(child), 1)
      : 1;
  const depth = (value: unknown): number =>
    typeof value === "object" && value !== null
      ? 1 + Math.max(0, ...Object.values(value).map((child) => depth(child)))
      : 0;
  fc.assert(
    fc.property(fc.object({ maxDepth: 8, maxKeys: 40, withBigInt: true, withMap: true }), (source) => {
      const copied = plainCopy(source, redactor);
      // 256 nodes are copied; further ones of the last object or array are only marked as cut.
      expect(size(copied)).toBeLessThan(256 * 3);
      expect(depth(copied)).toBeLessThanOrEqual(4);
      expect(plainCopy(copied, redactor)).toEqual(copied);
    }),
    { numRuns: 200 },
  );
});

test("the store holds no more records and correlations than its bound", () => {
  const added = fc.record({
    category: fc.constantFrom(...CATEGORIES),
    correlationId: fc.string({ minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(added, { maxLength: 100 }), fc.integer({ min: 1, max: 5 }), (adds, max) => {
      const store = new RecordStore(CATEGORIES, {
        maxErrorsPerCategory: max,
        maxBytes: 2 ** 20,
        retentionMs: DAY,
      });
      for (const fields of adds) store.add(T0, record(fields));
      expect(store.newest(CATEGORIES, Infinity).length).toBeLessThanOrEqual(max * CATEGORIES.length);
      expect(store.correlations).toBeLessThanOrEqual(max * CATEGORIES.length);
    }),
  );
});

test("top errors follow no more than their bound and never count too high", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 600 }), { minLength: 200, maxLength: 800 }), (prints) => {
      const top = new TopErrors(DAY);
      const truth = new Map<string, number>();
      for (const print of prints) {
        top.add(T0, record({ fingerprint: `${print}` }), "m");
        truth.set(`${print}`, (truth.get(`${print}`) ?? 0) + 1);
      }
      expect(top.size).toBe(Math.min(truth.size, FOLLOWED));
      for (const { fingerprint, count } of top.within(windowOf(T0, 1, DAY), 1_000)) {
        expect(count).toBeLessThanOrEqual(truth.get(fingerprint) ?? 0);
        if (truth.size <= FOLLOWED) expect(count).toBe(truth.get(fingerprint));
      }
    }),
    { numRuns: 20 },
  );
});
