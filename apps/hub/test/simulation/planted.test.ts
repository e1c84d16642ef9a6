import { expect, test } from "vitest";
import { planOf, replicasPlanOf } from "./plan.ts";
import { plantedInReplicas } from "./planted-replicas.ts";
import { planted } from "./planted.ts";
import { search } from "./search.ts";
import { simulate } from "./simulate.ts";

/** Within this many seeds each must be found. */
const SEEDS = 1_000;

test.each([
  ...planted.map((each) => ({ ...each, replicas: false })),
  ...plantedInReplicas.map((each) => ({ ...each, replicas: true })),
])("$name is found", { timeout: 60_000 }, async ({ plant, breaks, replicas, from = 1 }) => {
  const { totals, found } = await search({ from, seeds: SEEDS, plant, replicas });
  expect(found, `not found in ${totals.seeds} seeds`).toBeDefined();
  expect(breaks).toContain(found?.run.violation?.invariant);
  // What it was shrunk to says the same, and no more than the whole did.
  const whole = (replicas ? replicasPlanOf : planOf)(found?.seed ?? 0);
  expect(found?.plan.faults.length).toBeLessThanOrEqual(whole.faults.length);
  expect(found?.run.history.at(-1)).toContain(found?.run.violation?.invariant);
  // Without what was planted, the same plan goes well.
  expect((await simulate(found?.plan ?? whole)).violation).toBeUndefined();
});
