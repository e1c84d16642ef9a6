import type { Breakers } from "@pigeon/breaker";
import type { PigeonConfig } from "@pigeon/config";
import type { Detector } from "@pigeon/detector";
import type { Dispatcher } from "./dispatch/dispatcher.ts";
import type { Gate } from "./http/auth.ts";
import type { JobWaiters } from "./job-waiters.ts";
import type { Ledger } from "./ledger.ts";
import type { Clock, Ids } from "./ports.ts";
import type { Store } from "./store/port.ts";
import type { Throughput } from "./throughput.ts";
import type { Registry } from "./workers/registry.ts";
import type { Supervisor } from "./workers/supervisor.ts";

/** The hub's parts, as its routes use them. */
export interface Hub {
  readonly config: PigeonConfig;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly gate: Gate;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly registry: Registry;
  readonly supervisor: Supervisor;
  readonly dispatcher: Dispatcher;
  readonly detector: Detector;
  readonly breakers: Breakers;
  readonly waiters: JobWaiters;
  readonly throughput: Throughput;
  readonly startedAt: number;
  readonly stopping: () => boolean;
  /** Throws a 503 problem while the hub stops. */
  readonly requireOpen: () => void;
}
