import { HubError, HubUnreachableError } from "./errors.ts";
import { mayRetry } from "./may-retry.ts";
import type { Settings } from "./options.ts";
import type { Transport } from "./transport.ts";

/** The hubs of a client, of which it uses one until that one cannot be reached. */
export interface Hubs {
  /** How many there are. */
  readonly size: number;
  /**
   * Acts at the hub in use. When that is out of reach and `act` may be done again, it acts at the next one at
   * once; rejects as the last one did when each has been asked. `act` may be called once for each hub, with the
   * longest time to wait for an answer.
   */
  ask<T>(repeatable: boolean, act: (hub: Transport, timeoutMs: number) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How long a hub may take to answer, on top of a wait, while there are others that were not asked. */
export const FAILOVER_MS = 5000;

export function createHubs({ hubs, timeoutMs, system }: Settings, connect: (hub: string) => Transport): Hubs {
  const transports = hubs.map((hub) => connect(hub));
  const size = transports.length;
  const hurriedMs = Math.min(timeoutMs, FAILOVER_MS);
  // Any one to begin with, so that many clients spread over the hubs.
  let current = Math.min(size - 1, Math.floor(system.random() * size));
  return {
    size,
    async ask(repeatable, act) {
      const asked = new Set<number>();
      for (;;) {
        let index = current;
        while (asked.has(index)) index = (index + 1) % size;
        asked.add(index);
        const last = asked.size === size;
        try {
          // What may not be repeated cannot go on elsewhere, and so has its whole time here.
          return await act(transports[index] as Transport, last || !repeatable ? timeoutMs : hurriedMs);
        } catch (error) {
          if (!isAway(error)) throw error;
          if (index === current) current = (index + 1) % size;
          if (last || !mayRetry(error, repeatable)) throw error;
        }
      }
    },
    async close() {
      await Promise.all(transports.map((transport) => transport.close()));
    },
  };
}

/** The hub cannot be reached, or cannot serve: another one might. */
function isAway(error: unknown): boolean {
  return error instanceof HubUnreachableError || (error instanceof HubError && error.status >= 500);
}
