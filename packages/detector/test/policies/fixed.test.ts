import { expect, test } from "vitest";
import { fixedDeadline } from "../../src/policies/fixed.ts";
import { Fed, times } from "./feed.ts";

test("two promised intervals, whatever the gaps are", () => {
  const fed = new Fed(fixedDeadline(), 1000);
  expect(fed.limitMs).toBe(2000);
  expect(fed.learn(...times(50, 300), 90_000).limitMs).toBe(2000);
  expect(fed.expectedMs).toBe(1000);
  expect(fed.neighboursUntouched).toBe(true);
});

test("another number of intervals, or a limit in ms for all", () => {
  expect(new Fed(fixedDeadline({ intervals: 3.5 }), 2000).limitMs).toBe(7000);
  const fed = new Fed(fixedDeadline({ limitMs: 1500 }), 2000);
  expect(fed.limitMs).toBe(1500);
  expect(fed.expectedMs).toBe(1500);
  expect(fed.again(1000).expectedMs).toBe(1000);
  expect(fed.limitMs).toBe(1500);
});

test("its name and the size of its memory", () => {
  expect(fixedDeadline()).toMatchObject({ name: "fixed", memorySize: 1 });
});

test("bad options are told all at once", () => {
  expect(() => fixedDeadline({ intervals: 0.5, limitMs: 0 })).toThrow(
    "Bad options of the detector:\n" +
      "  fixedDeadline.intervals: expected a number from 1 to 1000, received 0.5 (number)\n" +
      "  fixedDeadline.limitMs: expected a number from 1 to 86400000, received 0 (number)",
  );
  expect(() => fixedDeadline({ intervals: 2, limitMs: 5000 })).toThrow(
    "Bad options of the detector:\n" +
      "  fixedDeadline.limitMs: expected no limitMs beside intervals, received 5000 (number)",
  );
  expect(() => fixedDeadline({ intervals: 1000, limitMs: undefined })).not.toThrow();
  expect(() => fixedDeadline({ intervals: 1 })).not.toThrow();
  expect(() => fixedDeadline({ intervals: 1000.5 })).toThrow("fixedDeadline.intervals");
  expect(() => fixedDeadline({ limitMs: 86_400_001 })).toThrow("fixedDeadline.limitMs");
  expect(() => fixedDeadline({ limitMs: 1 })).not.toThrow();
  expect(() => fixedDeadline({ limitMs: 86_400_000 })).not.toThrow();
});
