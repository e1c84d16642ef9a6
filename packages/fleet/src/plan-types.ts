import type { Instance, Offer } from "./cloud.ts";
import type { Condition } from "./condition.ts";
import type { HubLoad } from "./hub-port.ts";
import type { Sightings } from "./sightings.ts";

/** What is wanted. */
export type Desired = { readonly kind: "count"; readonly count: number } | { readonly kind: "down" };

/** A launch whose answer was lost: it is asked for again, with the offer that it was asked for first. */
export interface UnsureLaunch {
  readonly intentId: string;
  readonly offer: Offer;
  /** It is there, the cloud said, and only not described yet: nothing to ask for. */
  readonly wait?: boolean | undefined;
}

/** Everything that a plan is made of. */
export interface Observed {
  /** Of the cloud, and those that it launched just now and does not describe yet. */
  readonly instances: readonly Instance[];
  readonly hub: HubLoad;
  readonly sightings: Sightings;
  /** Where instances can be launched now, in the order of preference. */
  readonly offers: readonly Offer[];
  readonly unsure: readonly UnsureLaunch[];
  /** The lowest generation of a slot whose token is not known to be spent. */
  readonly spent: ReadonlyMap<number, number>;
  /** Instances that this process drained only because they were too many: they can be taken back. */
  readonly surplus: ReadonlySet<string>;
  /** Why nothing may be launched now. */
  readonly hold?: string | undefined;
}

export type Action =
  /** One more instance, at the first of the offers that has capacity. */
  | {
      readonly kind: "launch";
      readonly intentId: string;
      readonly offers: readonly Offer[];
      readonly reason: string;
    }
  | {
      readonly kind: "drain";
      readonly instanceId: string;
      readonly workerId: string;
      readonly surplus: boolean;
      readonly reason: string;
    }
  | {
      readonly kind: "undrain";
      readonly instanceId: string;
      readonly workerId: string;
      readonly reason: string;
    }
  | {
      readonly kind: "terminate";
      readonly instanceId: string;
      readonly workerId?: string | undefined;
      /**
       * What must be seen once more right before: `idle` that its worker runs nothing and gets nothing, `empty`
       * that it has no worker, `nothing` when it is lost anyway and its jobs go elsewhere.
       */
      readonly recheck: "idle" | "empty" | "nothing";
      readonly reason: string;
    }
  /** The hub still counts on a worker whose instance is gone. */
  | {
      readonly kind: "forget";
      readonly instanceId: string;
      readonly workerId: string;
      readonly reason: string;
    };

export interface Standing {
  readonly instance: Instance;
  readonly condition: Condition;
}

export interface Plan {
  /** In the order in which they are to be done. */
  readonly actions: readonly Action[];
  /** Of every instance, ended ones included. */
  readonly standings: readonly Standing[];
  /** How many serve or boot, or may do so. */
  readonly living: number;
  readonly wanted: number;
  /** Why less is done than was wanted. */
  readonly notes: readonly string[];
}
