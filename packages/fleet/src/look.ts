import type { Offer } from "./cloud.ts";
import type { HubLoad } from "./hub-port.ts";
import type { Observed } from "./plan-types.ts";
import { workersByInstance } from "./plan.ts";
import { ask, askHub, type Parts } from "./ports.ts";
import { lookAgain } from "./sightings.ts";
import { seconds } from "./words.ts";

/** A hub of which nothing is known. */
export const NOBODY: HubLoad = { queued: 0, oldestQueuedMs: 0, running: 0, workers: [] };

/** Looks at the cloud and the hub, and puts together what a plan needs. Rejects if either does not answer. */
export async function look(parts: Parts, offers: readonly Offer[]): Promise<Observed> {
  const { cloud, hub, cluster, memory, launchpad, now } = parts;
  const [described, load] = await Promise.all([
    ask(parts, "describing the instances", (signal) => cloud.describe(cluster, signal)),
    askHub(parts, "asking the hub", (signal) => hub.load(signal), NOBODY),
  ]);
  const at = now();
  const instances = memory.correct(described, at);
  memory.sightings = lookAgain(memory.sightings, instances, workersByInstance(load.workers), at);
  return {
    instances,
    hub: load,
    sightings: memory.sightings,
    offers: offers.filter((offer) => !launchpad.isExhausted(offer)),
    unsure: memory.unsure,
    spent: memory.spent,
    surplus: memory.surplus,
    hold: holdOf(parts, at),
  };
}

function holdOf({ memory, launchpad }: Parts, now: number): string | undefined {
  if (launchpad.state === "open") return "launches keep failing";
  return memory.settledFromStartAt > now
    ? `an earlier process may have launched some that show up within ${seconds(memory.settledFromStartAt - now)}`
    : undefined;
}
