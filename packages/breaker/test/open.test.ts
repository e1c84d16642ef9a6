import { expect, test } from "vitest";
import { open, remainingMs } from "../src/open.ts";
import { recoveryOf } from "../src/recovery.ts";
import { POLICY } from "./support.ts";

test("stays open for the recovery time", () => {
  const state = open(POLICY, 2, 5, 1, 1_000);
  expect(state).toEqual({
    kind: "open",
    generation: 2,
    since: 1_000,
    failures: 5,
    openings: 1,
    until: 1_100,
  });
});

test("for longer with each opening in a row, less what chance takes off", () => {
  const policy = { ...POLICY, recovery: recoveryOf({ baseMs: 100, factor: 3, maxMs: 800, jitter: 0.2 }) };
  expect([1, 2, 3].map((openings) => open(policy, 0, 1, openings, 0).until)).toEqual([90, 270, 720]);
});

test("the remaining time is whole ms, rounded up, never negative", () => {
  const state = open(POLICY, 2, 5, 1, 1_000.5);
  expect([1_000.5, 1_001, 1_100, 1_100.5, 5_000].map((now) => remainingMs(state, now))).toEqual([
    100, 100, 1, 0, 0,
  ]);
});
