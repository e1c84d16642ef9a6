import { everyOffer, type Offer } from "@pigeon/fleet";
import { FakeClock, SimulatedCloud, SimulatedHub } from "@pigeon/fleet/testing";
import type { Load } from "./loads.ts";

export const OFFERS: readonly Offer[] = everyOffer(["m7i.large"], ["a", "b", "c"], ["spot"]);
/** What every rule is told. */
export const SLOTS = 4;
export const MAX = 50;
export const PRICE_PER_HOUR = 0.1;

/** A world in which one rule is tried. */
export interface Rig {
  readonly clock: FakeClock;
  readonly hub: SimulatedHub;
  readonly cloud: SimulatedCloud;
}

/** What is to be compared: it scales the rig until the load is over. */
export interface Subject {
  readonly name: string;
  readonly about: string;
  readonly begin: (rig: Rig) => void;
}

export interface Sample {
  readonly at: number;
  readonly queueAgeMs: number;
  readonly instances: number;
}

export interface Outcome {
  readonly waits: readonly number[];
  readonly samples: readonly Sample[];
  readonly instanceHours: number;
  readonly launches: number;
  readonly launchCalls: number;
  readonly interrupted: number;
  readonly unfinished: number;
}

const SAMPLE_MS = 15_000;

/** Plays a load against a rule, on virtual time. */
export async function play(load: Load, subject: Subject): Promise<Outcome> {
  const clock = new FakeClock(Date.UTC(2026, 0, 5));
  const hub = new SimulatedHub({ clock });
  const cloud = new SimulatedCloud({ clock, hub, bootMs: load.bootMs, slotsOf: () => SLOTS });
  subject.begin({ clock, hub, cloud });
  for (const { at, act } of load.trouble ?? []) clock.setTimer(() => act(cloud), at);
  const arrivals = load.arrivals.toSorted((a, b) => a.at - b.at);
  const samples: Sample[] = [];
  let next = 0;
  for (let at = 0; at < load.hours * 3_600_000; at += SAMPLE_MS) {
    for (; (arrivals[next]?.at ?? Infinity) < at + SAMPLE_MS; next += 1) {
      const arrival = arrivals[next];
      if (arrival !== undefined)
        clock.setTimer(() => hub.submit(1, arrival.durationMs), arrival.at - clock.now());
    }
    await clock.advance(SAMPLE_MS);
    const { oldestQueuedMs } = await hub.load();
    samples.push({ at: at + SAMPLE_MS, queueAgeMs: oldestQueuedMs, instances: cloud.alive.length });
  }
  return {
    waits: hub.waits.toSorted((a, b) => a - b),
    samples,
    instanceHours: cloud.instanceHours,
    launches: cloud.launched,
    launchCalls: cloud.calls.launch,
    interrupted: hub.interrupted,
    unfinished: hub.queued + hub.running,
  };
}
