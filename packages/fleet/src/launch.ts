import type { Permit } from "@pigeon/breaker";
import type { Instance, LaunchOutcome, Offer } from "./cloud.ts";
import { intentId, launchIntent, offerName } from "./identity.ts";
import type { Action } from "./plan-types.ts";
import { ask, type Parts } from "./ports.ts";

export type LaunchAction = Extract<Action, { readonly kind: "launch" }>;

/** What became of one action. */
export interface Report {
  readonly outcome: "done" | "skipped" | "unsure" | "failed";
  readonly detail: string;
  readonly instanceId?: string;
  /** No other launch would fare better now. */
  readonly stop?: "throttled" | "denied" | "held";
}

/** So many generations of one slot are tried in one go, each twice as far as the one before. */
const SPENT_TRIES = 24;

/** Launches one instance, at the first offer that has capacity. */
export async function launch(parts: Parts, action: LaunchAction): Promise<Report> {
  const { launchpad } = parts;
  const permit = launchpad.tryLaunch();
  if (permit === undefined) return { outcome: "skipped", detail: "launches keep failing", stop: "held" };
  const refusals: string[] = [];
  for (const offer of action.offers) {
    const leave = launchpad.tryOffer(offer);
    if (leave === undefined) continue;
    const { id, outcome } = await launchAt(parts, action.intentId, offer, leave);
    parts.tally.launches[outcome.kind] += 1;
    const report = conclude(parts, id, offer, outcome, permit);
    if (report !== undefined) return report;
    refusals.push(`${offerName(offer)}: ${"reason" in outcome ? outcome.reason : outcome.kind}`);
  }
  if (refusals.length === 0) {
    permit.ignore();
    return { outcome: "skipped", detail: "no offer may be tried just now" };
  }
  permit.failure(new Error(refusals.join("; ")));
  return { outcome: "failed", detail: refusals.join("; ") };
}

/** One offer. Passes over generations whose instance has ended: their tokens bring nothing new. */
async function launchAt(
  parts: Parts,
  firstId: string,
  offer: Offer,
  leave: Permit,
): Promise<{ id: string; outcome: LaunchOutcome }> {
  const { cluster, memory, cloud, now } = parts;
  let id = firstId;
  for (let tries = 1; ; tries += 1) {
    memory.asks(now());
    // Known before the answer is, as the answer may be lost.
    memory.answerLost(id, offer, false, now());
    const outcome = await attempt(() =>
      ask(parts, "launching", (signal) => cloud.launch(launchIntent(cluster, id, offer), signal)),
    );
    memory.asks(now());
    const spent = outcome.kind === "launched" && hasEnded(outcome.instance);
    if (outcome.kind === "capacity" || outcome.kind === "quota") leave.failure(new Error(outcome.reason));
    else if (outcome.kind === "launched") leave.success();
    else leave.ignore();
    const next = spent ? memory.tokenSpent(id) : undefined;
    if (spent) memory.notLaunched(id);
    if (next === undefined || tries === SPENT_TRIES) return { id, outcome };
    id = intentId(next);
  }
}

async function attempt(call: () => Promise<LaunchOutcome>): Promise<LaunchOutcome> {
  try {
    return await call();
  } catch (error) {
    return { kind: "unknown", reason: error instanceof Error ? error.message : String(error) };
  }
}

function hasEnded({ state }: Instance): boolean {
  return state === "terminated" || state === "shutting-down";
}

/** What follows from the answer; undefined when the next offer is to be tried. */
function conclude(
  { memory, now }: Parts,
  id: string,
  offer: Offer,
  outcome: LaunchOutcome,
  permit: Permit,
): Report | undefined {
  switch (outcome.kind) {
    case "launched": {
      const { instance } = outcome;
      if (hasEnded(instance)) {
        permit.ignore();
        return { outcome: "failed", detail: `${instance.id} has ended already` };
      }
      memory.launched(instance, now());
      memory.boots.set(instance.id, permit);
      return { outcome: "done", detail: `${instance.id} at ${offerName(offer)}`, instanceId: instance.id };
    }
    case "capacity":
    case "quota":
      memory.notLaunched(id);
      return undefined;
    case "throttled":
      memory.notLaunched(id);
      permit.ignore();
      return { outcome: "failed", detail: outcome.reason, stop: "throttled" };
    case "denied":
      memory.notLaunched(id);
      permit.failure(new Error(outcome.reason));
      return { outcome: "failed", detail: outcome.reason, stop: "denied" };
    case "mismatch":
      memory.answerLost(id, offer, true, now());
      permit.ignore();
      return { outcome: "unsure", detail: outcome.reason };
    case "unknown":
      permit.ignore();
      return { outcome: "unsure", detail: outcome.reason };
  }
}
