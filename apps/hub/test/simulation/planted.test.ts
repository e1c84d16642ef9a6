import { expect, test } from "vitest";
import { planOf } from "./plan.ts";
import { planted } from "./planted.ts";
import { search } from "./search.ts";
import { simulate } from "./simulate.ts";

/** Within this many seeds each must be found. */
const SEEDS = 1_000;

test.each(planted)("$name is found", { timeout: 60_000 }, async ({ plant, breaks }) => {
  const { totals, found } = await search({ from: 1, seeds: SEEDS, plant });
  expect(found, `not found in ${totals.seeds} seeds`).toBeDefined();
  expect(breaks).toContain(found?.run.violation?.invariant);
  // What it was shrunk to says the same, and no more than the whole did.
  const whole = planOf(found?.seed ?? 0);
  expect(found?.plan.faults.length).toBeLessThanOrEqual(whole.faults.length);
  expect(found?.run.history.at(-1)).toContain(found?.run.violation?.invariant);
  // Without what was planted, the same plan goes well.
  expect((await simulate(found?.plan ?? whole)).violation).toBeUndefined();
});
