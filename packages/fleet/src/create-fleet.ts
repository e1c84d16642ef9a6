import { Driver } from "./driver.ts";
import { FleetDeniedError } from "./errors.ts";
import type { FleetEvent, FleetListener, FleetNews } from "./events.ts";
import type { Fleet, FleetStatus, OperationOptions } from "./fleet.ts";
import { Launchpad } from "./launchpad.ts";
import { Memory } from "./memory.ts";
import { resolveOptions, type FleetOptions } from "./options.ts";
import { MOST_INSTANCES } from "./autoscale/check.ts";
import { ask, type Parts } from "./ports.ts";
import { Checks } from "./problems.ts";
import { Rounds, type Goal, type RoundResult } from "./rounds.ts";
import { newTally } from "./tally.ts";
import { steadyTime } from "./time.ts";

/**
 * A fleet of workers. Nothing happens before one of its methods is called.
 * @throws {FleetOptionsError} listing everything that is wrong with the options.
 */
export function createFleet(options: FleetOptions): Fleet {
  const settings = resolveOptions(options);
  const { cluster, cloud, clock, patience, rules } = settings;
  const now = steadyTime(clock);
  const listeners = new Set<{ readonly call: FleetListener }>();
  const tally = newTally();
  const launchpad = new Launchpad({
    clock,
    capacityRecoveryMs: settings.capacityRecoveryMs,
    failureThreshold: settings.launchFailureThreshold,
    recoveryMs: settings.launchRecoveryMs,
    bootDeadlineMs: patience.bootDeadlineMs,
    onOffer: (offer, available) => tell({ type: "offer", offer, available }),
  });
  const memory = new Memory(settings.settleMs, now());
  const parts: Parts = {
    cluster,
    cloud,
    hub: settings.hub,
    clock,
    now,
    callTimeoutMs: settings.callTimeoutMs,
    memory,
    launchpad,
    tally,
    tell,
    forced: () => rounds.goal.kind === "down" && rounds.goal.force,
  };
  const rounds = new Rounds(parts, settings);
  const driver = new Driver(rounds, settings, (error) => {
    tally.failedRounds += 1;
    tell({ type: "error", operation: "round", error });
  });

  function tell(news: FleetNews): void {
    const event = { at: now(), ...news } as FleetEvent;
    for (const { call } of Array.from(listeners)) {
      try {
        call(event);
      } catch (error) {
        settings.onError(error);
      }
    }
  }

  async function reach(
    name: string,
    goal: Goal & { kind: "fixed" },
    how: OperationOptions,
  ): Promise<FleetStatus> {
    checkCount(goal.count);
    const done = await driver.reach(name, goal, how, (result) => {
      if (result.denied !== undefined) throw new FleetDeniedError(`the cloud refused: ${result.denied}`);
      return isReached(result, goal.count);
    });
    return rounds.statusOf(done.plan, done.observed);
  }

  /** Late launches may still turn up until then. */
  function isGone({ plan }: RoundResult): boolean {
    return plan.standings.every(({ instance }) => instance.state === "terminated") && now() >= memory.quietAt;
  }

  return {
    up: async ({ count, ...how }) => await reach(`up(${count})`, { kind: "fixed", count }, how),
    scaleTo: async (count, how = {}) => await reach(`scaleTo(${count})`, { kind: "fixed", count }, how),
    async down({ force = false, keepInfrastructure = false, ...how } = {}) {
      await driver.reach("down()", { kind: "down", force }, how, isGone);
      memory.dropUnsure();
      if (keepInfrastructure) return { removed: [], left: [] };
      rounds.unprepare();
      return await ask(parts, "removing the infrastructure", (signal) => cloud.remove(cluster, signal));
    },
    status: () => rounds.status(),
    async plan(wanted) {
      if (wanted !== "auto" && wanted !== "down") checkCount(wanted);
      const { plan, decision } = await rounds.preview(goalOf(wanted));
      return { ...plan, ...(decision && { decision }) };
    },
    permissions: () => ask(parts, "asking for permissions", (signal) => cloud.permissions(cluster, signal)),
    start() {
      if (rules !== undefined && rounds.goal.kind === "idle") rounds.follow();
      driver.start();
    },
    follow() {
      if (rules === undefined)
        throw new TypeError("This fleet has no autoscaler: give it the option autoscale");
      driver.supersede("follow()");
      rounds.follow();
    },
    stop: () => driver.stop(),
    async round() {
      await driver.once();
    },
    on(call) {
      const entry = { call };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    totals: () => structuredClone(tally),
  };
}

function isReached({ plan, observed }: RoundResult, count: number): boolean {
  const of = (...kinds: string[]): number =>
    plan.standings.filter(({ condition }) => kinds.includes(condition.kind)).length;
  const leaving = of("draining", "drained", "failing", "failed");
  const ending = observed.instances.some(({ state }) => state === "shutting-down");
  return of("serving") === count && plan.living === count && leaving === 0 && !ending;
}

function goalOf(wanted: number | "auto" | "down"): Goal {
  if (wanted === "auto") return { kind: "auto" };
  return wanted === "down" ? { kind: "down", force: false } : { kind: "fixed", count: wanted };
}

function checkCount(count: unknown): void {
  const checks = new Checks();
  checks.whole("count", count ?? Number.NaN, 0, MOST_INSTANCES);
  checks.finish();
}
