import type { FastifyInstance } from "fastify";
import type { ErrorTracker } from "@pigeon/errors";
import type { Hub } from "../../hub-parts.ts";
import type { Clock } from "../../ports.ts";
import type { CommitWatch } from "../../store/commit-watch.ts";
import type { Store } from "../../store/port.ts";
import { breakerMetrics, retryMetrics, type RetryEvents } from "./calls.ts";
import { eventLoopMetrics } from "./event-loop.ts";
import { Exposition, type Described } from "./exposition.ts";
import { heartbeatMetrics } from "./heartbeats.ts";
import { instanceMetrics } from "./instances.ts";
import { jobMetrics } from "./jobs.ts";
import { processMetrics } from "./process.ts";
import { queueMetrics } from "./queues.ts";
import { replicaMetrics } from "./replicas.ts";
import { requestMetrics } from "./requests.ts";
import { storeMetrics } from "./store.ts";
import { troubleMetrics } from "./troubles.ts";
import { workerMetrics } from "./workers.ts";

/** The metrics of one hub. Its parts are handed over as they are made. */
export interface Metrics {
  readonly contentType: string;
  /** All of them, as Prometheus reads them. */
  text(): Promise<string>;
  /** What each means. */
  readonly described: readonly Described[];
  readonly commits: CommitWatch;
  watchStore(store: Store): Store;
  /** For the calls to workers. */
  readonly retryEvents: RetryEvents;
  watchHub(hub: Hub, errors: ErrorTracker): void;
  readonly watchServer: (server: FastifyInstance) => void;
  /** Measures nothing by itself any more. */
  stop(): void;
}

export function createMetrics(clock: Clock, version: string): Metrics {
  const exposition = new Exposition();
  const times = { now: () => clock.now(), monotonic: () => clock.monotonic() };
  processMetrics(exposition, version);
  const jobs = jobMetrics(exposition, times);
  const store = storeMetrics(exposition, times);
  const retryEvents = retryMetrics(exposition);
  const onHeartbeat = heartbeatMetrics(exposition, times.monotonic);
  const watchServer = requestMetrics(exposition, { now: times.monotonic, onHeartbeat });
  const stop = eventLoopMetrics(exposition, clock);

  return {
    get contentType() {
      return exposition.contentType;
    },
    get described() {
      return exposition.described;
    },
    text: () => exposition.text(),
    commits: store.commits,
    watchStore: (opened) => store.watch(opened),
    retryEvents,
    watchServer,
    watchHub: (hub, errors) => {
      const { ledger, detector, registry, fleet, breakers, alerts } = hub;
      ledger.follow(jobs.changed);
      const leads = () => hub.ownership.leads();
      queueMetrics(exposition, { ...times, store: hub.store, types: jobs.types, leads });
      replicaMetrics(exposition, hub.replica);
      workerMetrics(exposition, { detector, registry, fleet, jobs });
      breakerMetrics(exposition, breakers);
      troubleMetrics(exposition, errors, alerts);
      instanceMetrics(exposition, hub.instances, times.monotonic);
      exposition.gauge("pigeon_waiting_clients", "Clients that wait for a job to finish.", [], () => [
        [[], hub.waiters.size],
      ]);
      exposition.gauge(
        "pigeon_pending_changes",
        "Changes of jobs that the store has not answered yet.",
        [],
        () => [[[], ledger.pending.changes]],
      );
    },
    stop,
  };
}
