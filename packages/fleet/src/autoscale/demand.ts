import type { HubLoad, HubWorker } from "../hub-port.ts";
import { count, seconds } from "../words.ts";
import type { AutoscaleRules } from "./options.ts";

export interface Demand {
  /** Instances that the load needs, before any limit. */
  readonly instances: number;
  readonly slots: number;
  readonly slotsPerInstance: number;
  readonly reasons: readonly string[];
}

/** What is known of instances that are not there yet. */
export interface Arrivals {
  /** How many are under way. */
  readonly pending: number;
  /** How long one takes from launch to work, in ms, if it is known. */
  readonly bootMs?: number | undefined;
}

/** How many instances the jobs that run and wait need. */
export function demandOf(load: HubLoad, rules: AutoscaleRules, arrivals: Arrivals): Demand {
  const reasons: string[] = [];
  const queue = slotsForQueue(load, rules.targetWaitMs, arrivals, reasons);
  const needed = load.running + queue;
  const buffered = Math.ceil(needed * (1 + rules.buffer) - 1e-9);
  if (buffered > needed)
    reasons.push(`with a buffer of ${Math.round(rules.buffer * 100)} %: ${buffered} slots`);
  const elsewhere = slotsOf(load.workers.filter((worker) => worker.instanceId === undefined));
  if (elsewhere > 0 && buffered > 0)
    reasons.push(`workers outside the fleet have ${count(elsewhere, "slot")}`);
  const slots = Math.max(0, buffered - elsewhere);
  const slotsPerInstance = perInstance(load.workers, rules.slotsPerInstance);
  const instances = Math.ceil(slots / slotsPerInstance);
  reasons.push(`${count(slots, "slot")} at ${slotsPerInstance} an instance: ${count(instances, "instance")}`);
  return { instances, slots, slotsPerInstance, reasons };
}

/**
 * With n slots a queue of q jobs of d ms each is cleared in q·d/n ms. How long a job takes follows from what
 * runs and what is finished (Little's law). As long as that is not known each job gets a slot of its own.
 *
 * A queue that is old because instances still boot needs patience and not more of them; and to clear it faster
 * than one boots would pay for instances that have nothing to do soon after they came.
 */
function slotsForQueue(
  load: HubLoad,
  targetWaitMs: number,
  { pending, bootMs = 0 }: Arrivals,
  reasons: string[],
): number {
  const { queued, running, oldestQueuedMs, throughput = 0 } = load;
  const jobs = `${count(running, "job")} running, ${queued} queued`;
  if (queued === 0) {
    reasons.push(`${jobs}: ${count(running, "slot")}`);
    return 0;
  }
  if (throughput <= 0 || running === 0) {
    reasons.push(`${jobs}, a slot for each: ${count(running + queued, "slot")}`);
    return queued;
  }
  const jobMs = (running / throughput) * 1000;
  const clearMs = Math.max(targetWaitMs, bootMs);
  const late = pending > 0 ? 1 : Math.max(1, oldestQueuedMs / clearMs);
  const slots = Math.min(queued, Math.ceil(((queued * jobMs) / clearMs) * late));
  const waits = late > 1 ? `, the oldest for ${seconds(oldestQueuedMs)} already` : "";
  const within = `to begin within ${seconds(clearMs)} at ${seconds(jobMs)} a job`;
  reasons.push(`${jobs}${waits}, ${within}: ${count(running + slots, "slot")}`);
  return slots;
}

/** Slots of workers that take jobs. */
function slotsOf(workers: readonly HubWorker[]): number {
  return workers
    .filter(({ status, draining }) => status !== "unhealthy" && !draining)
    .reduce((sum, { slots }) => sum + slots, 0);
}

function perInstance(workers: readonly HubWorker[], otherwise: number): number {
  const ours = workers.filter(({ instanceId, status }) => instanceId !== undefined && status !== "unhealthy");
  const slots = ours.reduce((sum, worker) => sum + worker.slots, 0);
  return ours.length === 0 ? otherwise : Math.max(1, Math.floor(slots / ours.length));
}
