import { expect, test } from "vitest";
import { Tally } from "../src/tally.ts";

test("starts empty", () => {
  const tally = new Tally();
  expect(tally.totals()).toEqual({ successes: 0, failures: 0, timeouts: 0, rejected: 0 });
  expect(tally.lastFailure(5)).toBeUndefined();
});

test("counts each kind, timeouts among the failures too", () => {
  const tally = new Tally();
  tally.success();
  tally.failure(new Error("a"), 1);
  tally.timeout(new Error("late"), 2);
  tally.rejected();
  tally.rejected();
  expect(tally.totals()).toEqual({ successes: 1, failures: 2, timeouts: 1, rejected: 2 });
});

test("keeps the message of the latest failure, cut, and its age", () => {
  const tally = new Tally();
  tally.failure(new Error("first"), 10);
  tally.failure("x".repeat(600), 20);
  expect(tally.lastFailure(50.4)).toEqual({ message: "x".repeat(500), at: 20, agoMs: 30 });
});
