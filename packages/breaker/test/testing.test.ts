import { expect, test } from "vitest";
import { createManualClock } from "../src/testing.ts";

test("a manual clock stands still until it is advanced", () => {
  const clock = createManualClock(5);
  expect([clock.now(), clock.now()]).toEqual([5, 5]);
  clock.advance(10);
  clock.advance(0);
  expect(clock.now()).toBe(15);
  expect(createManualClock().now()).toBe(0);
});

test.each([-1, NaN])("it cannot advance by %d", (ms) => {
  expect(() => createManualClock().advance(ms)).toThrow(RangeError);
});
