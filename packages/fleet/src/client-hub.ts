import { HubError, type Client } from "@pigeon/client";
import type { HubPort, HubWorker } from "./hub-port.ts";

/** What it needs of a client; one made by `createClient` has it. */
export type FleetClient = Pick<
  Client,
  "status" | "listWorkers" | "drainWorker" | "undrainWorker" | "removeWorker"
>;

export interface ClientHubOptions {
  /** With a token of the role `admin`. */
  readonly client: FleetClient;
  /** That of the fleet: workers with this label `cluster` and a label `instance` are the fleet's. */
  readonly cluster: string;
}

/** The hub of a fleet, over the hub's API. */
export function clientHub({ client, cluster }: ClientHubOptions): HubPort {
  return {
    async load(signal) {
      const [status, workers] = await Promise.all([
        client.status(how(signal)),
        client.listWorkers(how(signal)),
      ]);
      const { jobs, queueAgeMs, throughput, fleet } = status;
      return {
        // Jobs that are put off are queued as well: while none has waited, none waits.
        queued: queueAgeMs === 0 ? 0 : jobs.queued,
        oldestQueuedMs: queueAgeMs ?? 0,
        running: jobs.leased,
        throughput,
        suspect: fleet?.suspect,
        workers: workers.map(({ workerId, labels, slots, running, health, draining }): HubWorker => ({
          id: workerId,
          instanceId: labels["cluster"] === cluster ? labels["instance"] : undefined,
          slots,
          running,
          status: health.status,
          draining,
        })),
      };
    },
    async drain(workerId, signal) {
      await knownOrNot(client.drainWorker(workerId, how(signal)));
    },
    undrain: async (workerId, signal) => await knownOrNot(client.undrainWorker(workerId, how(signal))),
    async remove(workerId, signal) {
      await client.removeWorker(workerId, how(signal));
    },
  };
}

function how(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** Whether the hub knew what was asked of it. */
async function knownOrNot(call: Promise<void>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof HubError && error.status === 404) return false;
    throw error;
  }
}
