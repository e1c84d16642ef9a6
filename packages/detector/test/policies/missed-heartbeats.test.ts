import { expect, test } from "vitest";
import { missedHeartbeats } from "../../src/policies/missed-heartbeats.ts";
import { Fed, times } from "./feed.ts";

test("three promised heartbeats, whatever the gaps are", () => {
  const fed = new Fed(missedHeartbeats(), 1000);
  expect(fed.limitMs).toBe(3000);
  expect(fed.learn(...times(50, 300), 90_000).limitMs).toBe(3000);
  expect(fed.expectedMs).toBe(1000);
  expect(fed.neighboursUntouched).toBe(true);
});

test("another number of misses, and how late is not missed", () => {
  expect(new Fed(missedHeartbeats({ misses: 5 }), 1000).limitMs).toBe(5000);
  expect(new Fed(missedHeartbeats({ misses: 1, toleranceMs: 250 }), 1000).limitMs).toBe(1250);
});

test("its name and the size of its memory", () => {
  expect(missedHeartbeats()).toMatchObject({ name: "missed-heartbeats", memorySize: 1 });
});

test.each([
  [{ misses: 0 }, "missedHeartbeats.misses: expected a whole number from 1 to 1000, received 0 (number)"],
  [{ misses: 2.5 }, "missedHeartbeats.misses: expected a whole number from 1 to 1000, received 2.5 (number)"],
  [{ misses: 1001 }, "missedHeartbeats.misses"],
  [
    { toleranceMs: -1 },
    "missedHeartbeats.toleranceMs: expected a number from 0 to 86400000, received -1 (number)",
  ],
  [{ toleranceMs: 86_400_001 }, "missedHeartbeats.toleranceMs"],
])("%j is refused", (options, message) => {
  expect(() => missedHeartbeats(options)).toThrow(message);
});

test("the ends of the ranges are allowed", () => {
  expect(new Fed(missedHeartbeats({ misses: 1, toleranceMs: 0 }), 1000).limitMs).toBe(1000);
  expect(new Fed(missedHeartbeats({ misses: 1000, toleranceMs: 86_400_000 }), 1).limitMs).toBe(86_401_000);
});
