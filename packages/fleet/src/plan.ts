import { conditionOf } from "./condition.ts";
import type { HubWorker } from "./hub-port.ts";
import { intentId, offerName, placeOf } from "./identity.ts";
import { inOrder } from "./offers.ts";
import type { Patience } from "./patience.ts";
import type { Action, Desired, Observed, Plan, Standing } from "./plan-types.ts";
import { chooseVictims } from "./victims.ts";
import { count } from "./words.ts";

/** How many launches are asked for in one round; the rest follows in the next. */
const LAUNCHES_A_ROUND = 20;

/**
 * What to do next so that the fleet becomes what is wanted. Pure: it knows nothing but what is visible, so
 * whoever takes over after a crash plans the same. Nothing is assumed of actions that were planned before: what
 * did not happen is planned again, and what did is seen.
 */
export function planFleet(desired: Desired, observed: Observed, patience: Patience, now: number): Plan {
  const workers = workersByInstance(observed.hub.workers);
  const standings = observed.instances.map((instance): Standing => {
    const since = observed.sightings.get(instance.id) ?? {};
    const suspect = observed.hub.suspect === true;
    const worker = workers.get(instance.id);
    return { instance, condition: conditionOf(instance, worker, since, suspect, patience, now) };
  });
  const living = standings.filter(
    ({ condition }) => condition.kind === "serving" || condition.kind === "booting",
  );
  const unsure = observed.unsure.filter(
    ({ intentId: id }) => !observed.instances.some((instance) => instance.intentId === id),
  );
  const wanted = desired.kind === "down" ? 0 : desired.count;
  const notes: string[] = [];
  const actions = standings.flatMap((standing) => tidy(standing));
  const surplus = living.length - wanted;
  if (surplus > 0) actions.push(...shrink(living, surplus, desired));
  else if (surplus < 0) actions.push(...grow(-surplus, { ...observed, unsure }, standings, wanted, notes));
  return { actions: inTurn(actions), standings, living: living.length + unsure.length, wanted, notes };
}

/** What each instance needs, however many are wanted. */
function tidy({ instance, condition }: Standing): Action[] {
  const instanceId = instance.id;
  switch (condition.kind) {
    case "booting":
    case "serving":
    case "draining":
      return [];
    case "ended": {
      if (condition.worker === undefined || instance.state !== "terminated") return [];
      const reason = "its instance is terminated";
      return [{ kind: "forget", instanceId, workerId: condition.worker.id, reason }];
    }
    case "drained": {
      const reason = "its worker is drained";
      return [{ kind: "terminate", instanceId, workerId: condition.worker.id, recheck: "idle", reason }];
    }
    case "failing":
      return [drain(instanceId, condition.worker, false, condition.reason)];
    case "failed": {
      const workerId = condition.worker?.id;
      const recheck = workerId === undefined ? "empty" : "nothing";
      return [{ kind: "terminate", instanceId, workerId, recheck, reason: condition.reason }];
    }
  }
}

function shrink(living: readonly Standing[], surplus: number, desired: Desired): Action[] {
  const wanted =
    desired.kind === "down" ? "the fleet goes down" : `${count(desired.count, "instance")} wanted`;
  const reason = `${wanted}, ${living.length} there`;
  return chooseVictims(living, surplus).map(({ instance, condition }): Action => {
    return condition.kind === "serving"
      ? drain(instance.id, condition.worker, true, reason)
      : { kind: "terminate", instanceId: instance.id, recheck: "empty", reason };
  });
}

function grow(
  missing: number,
  observed: Observed,
  standings: readonly Standing[],
  wanted: number,
  notes: string[],
): Action[] {
  const reason = `${count(wanted, "instance")} wanted, ${wanted - missing} there`;
  const back = standings.filter(canComeBack(observed.surplus)).slice(0, missing);
  const actions = back.flatMap(({ instance, condition }): Action[] =>
    "worker" in condition && condition.worker !== undefined
      ? [{ kind: "undrain", instanceId: instance.id, workerId: condition.worker.id, reason }]
      : [],
  );
  const toLaunch = Math.min(missing - back.length, LAUNCHES_A_ROUND);
  if (toLaunch === 0) return actions;
  if (observed.hold !== undefined) {
    notes.push(`launches put off: ${observed.hold}`);
    return actions;
  }
  const again = observed.unsure.slice(0, toLaunch);
  for (const { intentId: id, offer, wait } of again) {
    if (wait === true) continue;
    const why = `${reason}; the answer of its launch at ${offerName(offer)} was lost`;
    actions.push({ kind: "launch", intentId: id, offers: [offer], reason: why });
  }
  const free = freePlaces(observed, toLaunch - again.length);
  if (free.length > 0 && observed.offers.length === 0) {
    notes.push("no type has capacity in any zone just now");
    return actions;
  }
  const zones = standings.flatMap(({ instance, condition }) =>
    condition.kind === "ended" ? [] : [instance],
  );
  const planned: { zone: string }[] = [...zones, ...again.map(({ offer }) => offer)];
  for (const id of free) {
    const offers = inOrder(observed.offers, planned);
    if (offers[0] !== undefined) planned.push(offers[0]);
    actions.push({ kind: "launch", intentId: id, offers, reason });
  }
  return actions;
}

/** An instance that was drained only because it was too many, and that is well. */
function canComeBack(surplus: ReadonlySet<string>): (standing: Standing) => boolean {
  return ({ instance, condition }) =>
    (condition.kind === "draining" || condition.kind === "drained") &&
    surplus.has(instance.id) &&
    instance.interruptionAt === undefined &&
    instance.statusChecks !== "impaired" &&
    condition.worker.status !== "unhealthy";
}

/** The lowest slots that nobody stands in, with the first generation that is not spent. */
function freePlaces({ instances, unsure, spent }: Observed, wanted: number): string[] {
  const taken = new Set<number>();
  const next = new Map(spent);
  for (const instance of instances) {
    const place = placeOf(instance);
    if (place === undefined) continue;
    if (instance.state !== "terminated") taken.add(place.slot);
    next.set(place.slot, Math.max(next.get(place.slot) ?? 0, place.generation + 1));
  }
  for (const launch of unsure) {
    const place = placeOf(launch);
    if (place !== undefined) taken.add(place.slot);
  }
  const ids: string[] = [];
  for (let slot = 0; ids.length < wanted; slot += 1) {
    if (!taken.has(slot)) ids.push(intentId({ slot, generation: next.get(slot) ?? 0 }));
  }
  return ids;
}

const TURN: Record<Action["kind"], number> = { forget: 0, undrain: 1, launch: 2, drain: 3, terminate: 4 };

/** What brings capacity comes before what takes it, and nothing is both taken back and ended. */
function inTurn(actions: readonly Action[]): Action[] {
  const back = new Set(actions.flatMap((each) => (each.kind === "undrain" ? [each.instanceId] : [])));
  return actions
    .filter((each) => each.kind !== "terminate" || !back.has(each.instanceId))
    .sort((a, b) => TURN[a.kind] - TURN[b.kind]);
}

function drain(instanceId: string, worker: HubWorker, surplus: boolean, reason: string): Action {
  return { kind: "drain", instanceId, workerId: worker.id, surplus, reason };
}

/** The worker of each instance. Of several, the one that counts: with jobs before without, healthy before not. */
export function workersByInstance(workers: readonly HubWorker[]): ReadonlyMap<string, HubWorker> {
  const found = new Map<string, HubWorker>();
  for (const worker of workers) {
    if (worker.instanceId === undefined) continue;
    const before = found.get(worker.instanceId);
    const better = before === undefined || (before.status === "unhealthy" && worker.status !== "unhealthy");
    if (better || worker.running > before.running) found.set(worker.instanceId, worker);
  }
  return found;
}
