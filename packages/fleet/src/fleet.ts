import type { Decision } from "./autoscale/autoscale.ts";
import type { Instance, Market, MissingPermission, Offer, Removal } from "./cloud.ts";
import type { Condition } from "./condition.ts";
import type { WorkerStatus } from "./hub-port.ts";
import type { FleetListener } from "./events.ts";
import type { Plan } from "./plan-types.ts";

/** One instance, for people and for programs. Plain data. */
export interface InstanceView {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  readonly market: Market;
  readonly state: Instance["state"];
  /** How the fleet sees it. */
  readonly condition: Condition["kind"];
  /** Why it has to go. */
  readonly reason?: string | undefined;
  /** ms since the epoch. */
  readonly launchedAt: number;
  readonly worker?:
    | {
        readonly id: string;
        readonly status: WorkerStatus;
        readonly slots: number;
        readonly running: number;
        readonly draining: boolean;
      }
    | undefined;
}

export interface FleetCounts {
  readonly wanted: number;
  readonly serving: number;
  /** Launched or asked for, and without a worker yet. */
  readonly booting: number;
  /** On their way out, with jobs or without. */
  readonly leaving: number;
}

/** The fleet at one moment. Plain data. */
export interface FleetStatus {
  readonly cluster: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly mode: "idle" | "fixed" | "auto" | "down";
  readonly counts: FleetCounts;
  /** Those that ended are left out. */
  readonly instances: readonly InstanceView[];
  readonly load: { readonly queued: number; readonly oldestQueuedMs: number; readonly running: number };
  /** Offers that are not tried for now, as they had no capacity. */
  readonly exhausted: readonly Offer[];
  /** Money per hour, if there are prices. */
  readonly costPerHour?: number | undefined;
  /** The autoscaler's latest, with its reasons. */
  readonly decision?: Omit<Decision, "memory"> | undefined;
  /** Why less is done than was wanted. */
  readonly notes: readonly string[];
}

/** What was done since the fleet was made. */
export interface FleetTotals {
  readonly launches: Readonly<
    Record<"launched" | "capacity" | "quota" | "throttled" | "denied" | "mismatch" | "unknown", number>
  >;
  readonly drained: number;
  readonly undrained: number;
  readonly terminated: number;
  readonly decisions: Readonly<Record<"out" | "in" | "keep", number>>;
  readonly failedRounds: number;
}

export interface OperationOptions {
  /** Ends the waiting; what was begun goes on in the cloud, and with the loop if it runs. */
  readonly signal?: AbortSignal | undefined;
  /** Rejects with {@link FleetTimeoutError} after this time in ms. Default 900000. */
  readonly timeoutMs?: number | undefined;
}

export interface UpOptions extends OperationOptions {
  /** How many instances; from 0 to 10000. */
  readonly count: number;
}

export interface DownOptions extends OperationOptions {
  /** Does not wait for jobs: they run again elsewhere, if there is a worker. Default false. */
  readonly force?: boolean | undefined;
  /** Leaves launch template, security group and the like for the next time. Default false. */
  readonly keepInfrastructure?: boolean | undefined;
}

/** Workers on instances of a cloud. */
export interface Fleet {
  /**
   * Prepares the infrastructure and resolves when so many workers serve. Adopts what is there already.
   * Rejects with {@link FleetDeniedError} when the cloud refuses, {@link FleetTimeoutError},
   * {@link FleetSupersededError} when another operation takes its place, {@link FleetStoppedError}, and the
   * signal's reason.
   */
  up(options: UpOptions): Promise<FleetStatus>;
  /** As `up`, for a fleet that is there. Fewer: workers finish their jobs first. Ends the following of the load. */
  scaleTo(count: number, options?: OperationOptions): Promise<FleetStatus>;
  /**
   * Drains and terminates everything, and removes the infrastructure. Resolves when nothing is left; what could
   * not be removed is told. Waits `settleMs` after the last launch, in case one turns up late.
   */
  down(options?: DownOptions): Promise<Removal>;
  /** Looks, and changes nothing. */
  status(): Promise<FleetStatus>;
  /** What would be done next, and why. Changes nothing. `"auto"` asks the autoscaler. */
  plan(wanted: number | "auto" | "down"): Promise<Plan & { readonly decision?: Decision }>;
  /** What this process may not do in the cloud. Empty is good. */
  permissions(): Promise<readonly MissingPermission[]>;
  /**
   * Keeps the fleet as it is wanted, round after round: as many as the last operation said, else as many as the
   * autoscaler says, else as many as there are.
   */
  start(): void;
  /** Hands the fleet back to the autoscaler. Throws a TypeError when there is none. */
  follow(): void;
  /** Ends the loop after the round that is under way; instances stay. Operations reject. */
  stop(): Promise<void>;
  /** One round of the loop, now. Resolves when it is over; failures are told as events. */
  round(): Promise<void>;
  /** Tells of everything that is decided and done. Returns a function that ends it. */
  on(listener: FleetListener): () => void;
  totals(): FleetTotals;
}
