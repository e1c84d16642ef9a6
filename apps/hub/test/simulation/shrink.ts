import type { Plan } from "./plan.ts";
import { simulate, type RunOptions } from "./simulate.ts";

/** The shortest list found of which the whole still fails: without halves, quarters… and single items. */
async function shorten<T>(
  items: readonly T[],
  fails: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items;
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < kept.length;) {
      const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (await fails(rest)) kept = rest;
      else start += size;
    }
  }
  return kept;
}

/** A shorter plan that breaks the same invariant: fewer faults first, then fewer jobs. */
export async function shrink(plan: Plan, invariant: string, options: RunOptions): Promise<Plan> {
  const fails = async (candidate: Plan) =>
    (await simulate(candidate, { plant: options.plant })).violation?.invariant === invariant;
  let kept = plan;
  for (let round = 0; round < 2; round++) {
    const faults = await shorten(kept.faults, (each) => fails({ ...kept, faults: each }));
    kept = { ...kept, faults };
    const jobs = await shorten(kept.jobs, (each) => fails({ ...kept, jobs: each }));
    kept = { ...kept, jobs };
  }
  return kept;
}
