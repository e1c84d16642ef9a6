/** How an instance is paid for. Spot is cheaper and can be taken away with two minutes' notice. */
export type Market = "spot" | "on-demand";

/** One place where an instance can be launched. Capacity errors concern one offer, never all. */
export interface Offer {
  /** For example `m7i.large`. */
  readonly type: string;
  /** For example `eu-central-1a`. */
  readonly zone: string;
  readonly market: Market;
}

export type InstanceState = "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";

/** What the cloud itself says of an instance's health. `impaired`: its system or instance status check failed. */
export type StatusChecks = "initializing" | "ok" | "impaired" | "unknown";

/** An instance that carries the cluster's tag, as the cloud describes it now. */
export interface Instance {
  readonly id: string;
  readonly state: InstanceState;
  readonly type: string;
  readonly zone: string;
  readonly market: Market;
  /** ms since the epoch. */
  readonly launchedAt: number;
  /** The tag of the launch intent; absent on instances that somebody else tagged as members of the cluster. */
  readonly intentId?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly statusChecks: StatusChecks;
  /** When the cloud will take it away, in ms since the epoch, once that is announced. */
  readonly interruptionAt?: number | undefined;
}

/**
 * One instance that is wanted. It is asked for again and again under the same id and token until the answer is
 * known, so that a lost answer never makes two instances.
 */
export interface LaunchIntent {
  /** Unique in the cluster, and told by the instance's tags. At most 64 characters of `a-z0-9-`. */
  readonly id: string;
  readonly cluster: string;
  readonly offer: Offer;
  /** The client token: 64 hexadecimal digits made of cluster, id and offer. */
  readonly token: string;
}

export type LaunchOutcome =
  /**
   * The instance of this token, be it new or of an earlier call. `state` tells when it has ended since: its
   * token is spent then, and another intent is needed.
   */
  | { readonly kind: "launched"; readonly instance: Instance }
  /** The cloud has none of this offer now (InsufficientInstanceCapacity…): another offer may do. */
  | { readonly kind: "capacity"; readonly reason: string }
  /** An account's limit is reached (VcpuLimitExceeded…): another market or family may do. */
  | { readonly kind: "quota"; readonly reason: string }
  /** Too many calls, also after the retries: later. */
  | { readonly kind: "throttled"; readonly reason: string; readonly retryAfterMs?: number | undefined }
  /** Not allowed, or refused as wrong: no offer will do until a person mends it. */
  | { readonly kind: "denied"; readonly reason: string }
  /** The token is known with other parameters: the instance exists, and will be described some time. */
  | { readonly kind: "mismatch"; readonly reason: string }
  /** The answer was lost, or the cloud failed: it may have been launched. Ask again with the same intent. */
  | { readonly kind: "unknown"; readonly reason: string };

export type TerminateOutcome =
  /** Shutting down, or gone already, or never known. */
  | { readonly kind: "terminated"; readonly id: string }
  /** To be tried again: throttled, or the answer was lost. */
  | { readonly kind: "unknown"; readonly id: string; readonly reason: string }
  | { readonly kind: "denied"; readonly id: string; readonly reason: string };

/** What the instances need around them. */
export interface Prepared {
  /** True when the cluster had none of it before: nobody can have launched an instance in it. */
  readonly created: boolean;
  /** In words, for a person: `launch template lt-0123 version 4`. */
  readonly resources: readonly string[];
}

export interface Removal {
  readonly removed: readonly string[];
  /** What is still there, and why. Empty when nothing of the cluster is left. */
  readonly left: readonly { readonly resource: string; readonly reason: string }[];
}

export interface MissingPermission {
  /** For example `ec2:RunInstances`. */
  readonly action: string;
  readonly reason: string;
}

/**
 * What a fleet needs of a cloud. Retries, breakers and pagination are inside; calls reject only when nothing
 * sensible can be said. Every method can be repeated.
 */
export interface Cloud {
  /** All instances of the cluster, with those that ended lately as far as the cloud still tells of them. */
  describe(cluster: string, signal?: AbortSignal): Promise<readonly Instance[]>;
  launch(intent: LaunchIntent, signal?: AbortSignal): Promise<LaunchOutcome>;
  /** One outcome for each id, in their order. */
  terminate(ids: readonly string[], signal?: AbortSignal): Promise<readonly TerminateOutcome[]>;
  /** Makes what instances need, or brings it up to date. */
  prepare(cluster: string, signal?: AbortSignal): Promise<Prepared>;
  /** Removes what `prepare` made. Called when no instance is left. */
  remove(cluster: string, signal?: AbortSignal): Promise<Removal>;
  /** What this process is not allowed to do, of all that a fleet needs. Empty is good. Changes nothing. */
  permissions(cluster: string, signal?: AbortSignal): Promise<readonly MissingPermission[]>;
}
