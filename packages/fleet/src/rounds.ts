import { act } from "./act.ts";
import { autoscale, type AutoscaleMemory, type Decision } from "./autoscale/autoscale.ts";
import { payable } from "./autoscale/price.ts";
import type { Instance } from "./cloud.ts";
import type { Condition } from "./condition.ts";
import type { FleetStatus } from "./fleet.ts";
import { look } from "./look.ts";
import { inOrder } from "./offers.ts";
import type { Settings } from "./options.ts";
import type { Patience } from "./patience.ts";
import type { Desired, Observed, Plan } from "./plan-types.ts";
import { planFleet } from "./plan.ts";
import { ask, type Parts } from "./ports.ts";
import { countsOf, statusOf } from "./status.ts";

/** What is wanted, as the operations said it. */
export type Goal =
  | { readonly kind: "idle" }
  | { readonly kind: "fixed"; readonly count: number }
  | { readonly kind: "auto" }
  | { readonly kind: "down"; readonly force: boolean };

export interface RoundResult {
  readonly plan: Plan;
  readonly observed: Observed;
  /** Why the cloud refused to launch, if it did. */
  readonly denied: string | undefined;
}

/** Rounds of one fleet, one after the other: look, decide, plan, act. */
export class Rounds {
  goal: Goal = { kind: "idle" };
  readonly #parts: Parts;
  readonly #settings: Settings;
  #scaling: AutoscaleMemory;
  #decision: Omit<Decision, "memory"> | undefined;
  #target: number | undefined;
  #prepared = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts, settings: Settings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#scaling = { since: parts.now(), needs: [] };
  }

  /** Looks and acts. Rejects when it could not look. */
  run(): Promise<RoundResult> {
    const turn = this.#turn.then(() => this.#round());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** What it would do for this goal. */
  async preview(goal: Goal): Promise<{ plan: Plan; observed: Observed; decision: Decision | undefined }> {
    const observed = await look(this.#parts, this.#settings.offers);
    const { desired, decision } = this.#wanted(goal, observed);
    return { plan: this.#plan(desired, observed, goal), observed, decision };
  }

  async status(): Promise<FleetStatus> {
    const { plan, observed } = await this.preview(this.goal);
    return this.statusOf(plan, observed);
  }

  statusOf(plan: Plan, observed: Observed): FleetStatus {
    const { cluster, offers, rules } = this.#settings;
    const exhausted = offers.filter((offer) => this.#parts.launchpad.isExhausted(offer));
    const mode = this.goal.kind;
    const at = this.#parts.now();
    return statusOf({ cluster, at, mode, plan, observed, exhausted, rules, decision: this.#decision });
  }

  /** The infrastructure is gone: it has to be prepared anew. */
  unprepare(): void {
    this.#prepared = false;
  }

  /** From now on by the load. The autoscaler begins with what is there, and knows nothing of before. */
  follow(): void {
    this.goal = { kind: "auto" };
    this.#target = undefined;
    this.#scaling = { since: this.#parts.now(), needs: [] };
  }

  /** Resolves when no round is under way any more. */
  async settle(): Promise<void> {
    await this.#turn;
  }

  async #round(): Promise<RoundResult> {
    const parts = this.#parts;
    const { goal } = this;
    const refused =
      goal.kind === "auto" || (goal.kind === "fixed" && goal.count > 0) ? await this.#prepare() : undefined;
    const seen = await look(parts, this.#settings.offers);
    const observed = refused === undefined ? seen : { ...seen, hold: refused.reason };
    const { desired, decision } = this.#wanted(goal, observed);
    if (decision !== undefined) this.#decided(decision);
    const plan = this.#plan(desired, observed, goal);
    this.#followBoots(plan);
    const denied = await act(parts, plan.actions);
    parts.tell({ type: "progress", counts: countsOf(plan), notes: plan.notes });
    return { plan, observed, denied: refused?.forGood === true ? refused.reason : denied };
  }

  /** Launch template and the like must be there before the first launch. Returns why they are not. */
  async #prepare(): Promise<{ readonly reason: string; readonly forGood: boolean } | undefined> {
    if (this.#prepared) return undefined;
    const { cloud, cluster, memory, tell } = this.#parts;
    try {
      const prepared = await ask(this.#parts, "preparing", (signal) => cloud.prepare(cluster, signal));
      if (prepared.created) memory.beginsFresh();
      this.#prepared = true;
    } catch (error) {
      tell({ type: "error", operation: "preparing", error });
      const { message, retryable } = error as Partial<Error> & { readonly retryable?: unknown };
      return {
        reason: `cannot prepare the cluster: ${message ?? String(error)}`,
        forGood: retryable === false,
      };
    }
    return undefined;
  }

  #plan(desired: Desired, seen: Observed, goal: Goal): Plan {
    const { patience, rules } = this.#settings;
    const budget = goal.kind === "auto" ? rules?.budget : undefined;
    const count = desired.kind === "count" ? desired.count : 0;
    const living = livingOf(this.#present(seen));
    const observed = budget
      ? { ...seen, offers: payable(seen.offers, living, count - living.length, budget) }
      : seen;
    const forced: Patience = { ...patience, drainDeadlineMs: 0 };
    const applied = goal.kind === "down" && goal.force ? forced : patience;
    return planFleet(desired, observed, applied, this.#parts.now());
  }

  #wanted(goal: Goal, observed: Observed): { desired: Desired; decision?: Decision } {
    switch (goal.kind) {
      case "fixed":
        return { desired: { kind: "count", count: goal.count } };
      case "down":
        return { desired: { kind: "down" } };
      case "idle":
        return { desired: { kind: "count", count: this.#present(observed).living } };
      case "auto": {
        const decision = this.#decide(observed);
        return {
          desired: { kind: "count", count: decision?.target ?? this.#present(observed).living },
          ...(decision && { decision }),
        };
      }
    }
  }

  /** What is there, whatever is wanted. */
  #present(observed: Observed): Plan {
    return planFleet({ kind: "count", count: 0 }, observed, this.#settings.patience, this.#parts.now());
  }

  #decide(observed: Observed): Decision | undefined {
    const { rules, offers } = this.#settings;
    if (rules === undefined) return undefined;
    const plan = this.#present(observed);
    const living = livingOf(plan);
    const { serving } = countsOf(plan);
    const next = inOrder(observed.offers.length > 0 ? observed.offers : offers, living)[0];
    const current = this.#target ?? plan.living;
    const input = {
      load: observed.hub,
      living,
      pending: plan.living - serving,
      bootMs: this.#parts.memory.bootMs,
      next,
      launches: this.#parts.launchpad.state,
      current,
    };
    return autoscale(rules, input, this.#scaling, this.#parts.now());
  }

  #decided({ memory, ...decision }: Decision): void {
    this.#scaling = memory;
    this.#target = decision.target;
    this.#decision = decision;
    this.#parts.tally.decisions[decision.change] += 1;
    this.#parts.tell({ type: "decision", decision });
  }

  /** A launch succeeded when its worker serves, and not before. */
  #followBoots({ standings }: Plan): void {
    const { memory, now } = this.#parts;
    const { boots } = memory;
    const kinds = new Map(standings.map(({ instance, condition }) => [instance.id, condition]));
    const launchedAt = new Map(standings.map(({ instance }) => [instance.id, instance.launchedAt]));
    for (const [id, permit] of boots) {
      const condition = kinds.get(id);
      if (condition?.kind === "booting") continue;
      boots.delete(id);
      const reason = failureOf(condition);
      if (reason !== undefined) permit.failure(new Error(reason));
      else {
        permit.success();
        if (condition?.kind === "serving") memory.booted(now() - (launchedAt.get(id) ?? now()));
      }
    }
  }
}

/** Why a launch came to nothing, if it did. */
function failureOf(condition: Condition | undefined): string | undefined {
  if (condition === undefined) return "the cloud never showed the instance";
  if (condition.kind === "failed") return condition.reason;
  return condition.kind === "ended" && condition.worker === undefined ? "the instance ended" : undefined;
}

/** The instances that serve or boot. */
function livingOf({ standings }: Plan): readonly Instance[] {
  const living = standings.filter(({ condition: { kind } }) => kind === "serving" || kind === "booting");
  return living.map(({ instance }) => instance);
}
