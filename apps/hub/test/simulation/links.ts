import type { Lease, LeasePushAnswer } from "@pigeon/protocol";
import {
  leasesJson,
  WorkerAnswerError,
  type OpenLink,
  type OutgoingLease,
  type WorkerLink,
} from "../../src/workers/link.ts";
import type { Host } from "./host.ts";
import type { Network } from "./network.ts";

/** A worker as the hub can call it. */
export interface Reachable {
  readonly host: Host;
  push(leases: readonly Lease[], token: string): Promise<LeasePushAnswer>;
  cancel(leaseIds: readonly string[], token: string): void;
  well(): boolean;
}

interface Connection {
  readonly workerId: string;
  readonly hub: Host;
  readonly epoch: number;
  open: boolean;
  readonly onDisconnect: () => void;
}

/** A worker answers pushes at once: longer than this is a failure. */
const CALL_TIMEOUT_MS = 1_500;

/** The hub's links to workers, over the simulated network. */
export class Links {
  readonly #network: Network;
  readonly #workers: ReadonlyMap<string, Reachable>;
  readonly #connections = new Set<Connection>();

  constructor(network: Network, workers: ReadonlyMap<string, Reachable>) {
    this.#network = network;
    this.#workers = workers;
  }

  open(hub: Host, { endpoint, token, onDisconnect }: Parameters<OpenLink>[0]): WorkerLink {
    const worker = this.#workers.get(endpoint);
    if (worker === undefined) throw new Error(`no worker at ${endpoint}`);
    const connection = { workerId: endpoint, hub, epoch: hub.epoch, open: false, onDisconnect };
    this.#connections.add(connection);
    const call = async <T>(signal: AbortSignal, serve: () => Promise<T>): Promise<T> => {
      // What a process had still on its stack when it ended calls nobody.
      if (hub.epoch !== connection.epoch) return new Promise<never>(() => {});
      const answer = await this.#network.call(hub, worker.host, CALL_TIMEOUT_MS, serve, signal);
      connection.open = true;
      return answer;
    };
    return {
      push: (leases, signal) => call(signal, () => worker.push(received(leases), token)),
      cancel: (leaseIds, signal) => call(signal, async () => worker.cancel(leaseIds, token)),
      probe: (signal) => call(signal, async () => worker.well()),
      close: async () => {
        this.#connections.delete(connection);
      },
    };
  }

  /** The connections to a worker end: it died, or something between them did. With a hub: only that hub's. */
  disconnect(workerId: string, from?: Host): void {
    const worker = this.#workers.get(workerId);
    for (const connection of this.#connections) {
      const { hub, epoch, onDisconnect } = connection;
      if (connection.workerId !== workerId || !connection.open || hub.epoch !== epoch) continue;
      if (from !== undefined && hub !== from) continue;
      connection.open = false;
      // A packet that cannot pass tells nothing.
      if (worker !== undefined && this.#network.isCut(worker.host, hub)) continue;
      hub.after(1, onDisconnect);
    }
  }
}

/** As the worker reads them. */
export function received(leases: readonly OutgoingLease[]): Lease[] {
  return (JSON.parse(leasesJson(leases)) as { leases: Lease[] }).leases;
}

export function wrongToken(): WorkerAnswerError {
  return new WorkerAnswerError(401, "this worker registered with another token");
}
