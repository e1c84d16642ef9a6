import type { Instance } from "./cloud.ts";
import type { HubWorker } from "./hub-port.ts";

/** Since when something holds of an instance, in ms since the epoch. */
export interface Sighting {
  readonly workerMissing?: number;
  readonly unhealthy?: number;
  readonly impaired?: number;
  readonly draining?: number;
}

/**
 * What is remembered between two looks. It only makes the fleet more patient: without it, after a restart, every
 * grace begins anew.
 */
export type Sightings = ReadonlyMap<string, Sighting>;

/** Goes on from what was seen before. Whatever no longer holds is forgotten. */
export function lookAgain(
  before: Sightings,
  instances: readonly Instance[],
  workers: ReadonlyMap<string, HubWorker>,
  now: number,
): Sightings {
  return new Map(
    instances.map((instance) => {
      const worker = workers.get(instance.id);
      const holds = {
        workerMissing: worker === undefined,
        unhealthy: worker?.status === "unhealthy",
        impaired: instance.statusChecks === "impaired",
        draining: worker?.draining === true,
      };
      const seen = before.get(instance.id);
      const sighting: Record<string, number> = {};
      for (const [name, held] of Object.entries(holds)) {
        if (held) sighting[name] = seen?.[name as keyof Sighting] ?? now;
      }
      return [instance.id, sighting];
    }),
  );
}
