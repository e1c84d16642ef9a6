import { planOf, replicasPlanOf, type FaultKind, type Plan } from "./plan.ts";
import { shrink } from "./shrink.ts";
import { simulate, type Run, type RunOptions } from "./simulate.ts";

export interface Totals {
  seeds: number;
  virtualMs: number;
  events: number;
  acknowledged: number;
  readonly faults: Map<FaultKind, number>;
}

export interface Found {
  readonly seed: number;
  readonly plan: Plan;
  readonly run: Run;
}

export interface Search extends RunOptions {
  readonly from: number;
  readonly seeds: number;
  /** Several hubs on one database. Default: one hub. */
  readonly replicas?: boolean;
  /** Ends the search early; asked after each seed. */
  readonly enough?: (totals: Totals) => boolean;
}

/** Plays seed after seed until an invariant breaks; then the plan is shrunk and played once more, with its history. */
export async function search({
  from,
  seeds,
  enough,
  plant,
  replicas = false,
}: Search): Promise<{ totals: Totals; found?: Found }> {
  const totals: Totals = { seeds: 0, virtualMs: 0, events: 0, acknowledged: 0, faults: new Map() };
  for (let seed = from; seed < from + seeds; seed++) {
    const plan = replicas ? replicasPlanOf(seed) : planOf(seed);
    const run = await simulate(plan, { plant });
    totals.seeds += 1;
    totals.virtualMs += run.virtualMs;
    totals.events += run.events;
    totals.acknowledged += run.acknowledged;
    for (const { kind } of plan.faults) totals.faults.set(kind, (totals.faults.get(kind) ?? 0) + 1);
    if (run.violation !== undefined) {
      const short = await shrink(plan, run.violation.invariant, { plant });
      return { totals, found: { seed, plan: short, run: await simulate(short, { plant, logging: true }) } };
    }
    if (enough?.(totals) === true) break;
    // Lets signals and output through.
    await new Promise((resolve) => void setImmediate(resolve));
  }
  return { totals };
}

/** What a person needs to see of a failure. */
export function describeFound({ seed, plan, run }: Found): string {
  return [
    ...run.history,
    "",
    ...(plan.hubs === undefined ? [] : [`hubs: ${plan.hubs.join()}`]),
    `workers: ${JSON.stringify(plan.workers)}`,
    `jobs: ${JSON.stringify(plan.jobs)}`,
    `faults: ${JSON.stringify(plan.faults)}`,
    `seed ${seed}: ${run.violation?.message ?? "does not fail any more"}`,
    `replay: pnpm sim --seed ${seed}${plan.hubs === undefined ? "" : " --replicas"}`,
  ].join("\n");
}

export function describeTotals({ seeds, virtualMs, events, acknowledged, faults }: Totals): string {
  const hours = (virtualMs / 3_600_000).toFixed(1);
  const kinds = [...faults].sort(([one], [other]) => (one < other ? -1 : 1));
  const sum = kinds.reduce((all, [, count]) => all + count, 0);
  const list = kinds.map(([kind, count]) => `${kind} ${count}`).join(", ");
  return `${seeds} seeds, ${hours} virtual hours, ${events} events, ${acknowledged} jobs, ${sum} faults (${list})`;
}
