import type { Decision } from "./autoscale/autoscale.ts";
import type { AutoscaleRules } from "./autoscale/options.ts";
import { costOf } from "./autoscale/price.ts";
import type { Offer } from "./cloud.ts";
import type { FleetCounts, FleetStatus, InstanceView } from "./fleet.ts";
import type { Observed, Plan, Standing } from "./plan-types.ts";

export function countsOf(plan: Plan): FleetCounts {
  const of = (...kinds: string[]): number =>
    plan.standings.filter(({ condition }) => kinds.includes(condition.kind)).length;
  const serving = of("serving");
  return {
    wanted: plan.wanted,
    serving,
    booting: plan.living - serving,
    leaving: of("draining", "drained", "failing", "failed") + endingOf(plan.standings),
  };
}

function endingOf(standings: readonly Standing[]): number {
  return standings.filter(({ instance }) => instance.state === "shutting-down").length;
}

export interface StatusParts {
  readonly cluster: string;
  readonly at: number;
  readonly mode: FleetStatus["mode"];
  readonly plan: Plan;
  readonly observed: Observed;
  readonly exhausted: readonly Offer[];
  readonly rules: AutoscaleRules | undefined;
  readonly decision: Omit<Decision, "memory"> | undefined;
}

export function statusOf(parts: StatusParts): FleetStatus {
  const { plan, observed, rules, decision, exhausted, cluster, at, mode } = parts;
  const { queued, oldestQueuedMs, running } = observed.hub;
  const paid = observed.instances.filter(({ state }) => state === "pending" || state === "running");
  return {
    cluster,
    at,
    mode,
    counts: countsOf(plan),
    instances: plan.standings.filter(({ instance }) => instance.state !== "terminated").map(viewOf),
    load: { queued, oldestQueuedMs, running },
    exhausted,
    ...(rules?.budget && { costPerHour: costOf(paid, rules.budget) }),
    ...(decision && { decision }),
    notes: plan.notes,
  };
}

function viewOf({ instance, condition }: Standing): InstanceView {
  const { id, type, zone, market, state, launchedAt } = instance;
  const worker = "worker" in condition ? condition.worker : undefined;
  return {
    id,
    type,
    zone,
    market,
    state,
    condition: condition.kind,
    ...("reason" in condition && { reason: condition.reason }),
    launchedAt,
    ...(worker && {
      worker: {
        id: worker.id,
        status: worker.status,
        slots: worker.slots,
        running: worker.running,
        draining: worker.draining,
      },
    }),
  };
}
