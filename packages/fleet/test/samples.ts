import type { HubLoad, HubWorker, Instance, Observed } from "../src/index.ts";
import { OFFERS } from "./support.ts";

export const NOW = Date.UTC(2026, 0, 5, 12);

/** A running instance, launched an hour ago, in its place by its number. */
export function instance(slot: number, change: Partial<Instance> = {}): Instance {
  return {
    id: `i-${slot}`,
    state: "running",
    type: "large",
    zone: "a",
    market: "spot",
    launchedAt: NOW - 3_600_000,
    intentId: `s${slot}-g0`,
    tags: {},
    statusChecks: "ok",
    ...change,
  };
}

/** The worker on that instance: healthy, with four slots, and idle. */
export function worker(slot: number, change: Partial<HubWorker> = {}): HubWorker {
  return {
    id: `w-${slot}`,
    instanceId: `i-${slot}`,
    slots: 4,
    running: 0,
    status: "healthy",
    draining: false,
    ...change,
  };
}

export function load(change: Partial<HubLoad> = {}): HubLoad {
  return { queued: 0, oldestQueuedMs: 0, running: 0, workers: [], ...change };
}

export function observed(
  instances: readonly Instance[],
  workers: readonly HubWorker[],
  change: Partial<Observed> = {},
): Observed {
  return {
    instances,
    hub: load({ workers }),
    sightings: new Map(),
    offers: OFFERS,
    unsure: [],
    spent: new Map(),
    surplus: new Set(),
    ...change,
  };
}
