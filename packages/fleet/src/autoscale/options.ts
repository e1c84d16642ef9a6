import type { Floor } from "./schedule.ts";

/** When and how far the fleet follows its load. */
export interface AutoscaleOptions {
  /** Never fewer instances. Default 0; a whole number from 0 to `max`. */
  readonly min?: number | undefined;
  /** Never more instances. A whole number from 1 to 10000. */
  readonly max: number;
  /** Slots of one instance, as long as no worker has told its own. Default 1; a whole number from 1 to 1000. */
  readonly slotsPerInstance?: number | undefined;
  /** Slots kept free on top of those needed, as a share of them. Default 0.1; from 0 to 10. */
  readonly buffer?: number | undefined;
  /**
   * How long a job may wait, in ms. The queue is given as many slots as clear it in this time, once it is known
   * how long a job takes; more when the oldest job has waited longer. Shorter costs more. Default 60000.
   */
  readonly targetWaitMs?: number | undefined;
  /** How fast it grows. */
  readonly scaleOut?: ScaleOutOptions | undefined;
  /** How fast it shrinks. */
  readonly scaleIn?: ScaleInOptions | undefined;
  /** At least so many instances at certain times. Default: none. */
  readonly schedule?: readonly Floor[] | undefined;
  /** What all instances together may cost. Default: no limit. */
  readonly budget?: BudgetOptions | undefined;
}

export interface ScaleOutOptions {
  /** Rest after growing, in ms. Default 0: a queue that grows is answered at once. */
  readonly cooldownMs?: number | undefined;
  /** At most so many more in one step, or twice as many as there are if that is more. Default 20. */
  readonly maxStep?: number | undefined;
}

export interface ScaleInOptions {
  /** The fleet shrinks to the most that was needed within this time, in ms. Default 300000. */
  readonly stabilizationMs?: number | undefined;
  /** Rest after growing or shrinking, in ms. Default 60000. */
  readonly cooldownMs?: number | undefined;
  /** At most this share of the fleet in one step, and at least one instance. Default 1; above 0, up to 1. */
  readonly maxShare?: number | undefined;
}

export interface BudgetOptions {
  /** Money per hour, in the currency of `prices`. */
  readonly perHour: number;
  /** Price of an hour, by type or by `type/market`. A type without a price counts as the dearest. */
  readonly prices: Readonly<Record<string, number>>;
}

/** The options with their defaults. */
export interface AutoscaleRules {
  readonly min: number;
  readonly max: number;
  readonly slotsPerInstance: number;
  readonly buffer: number;
  readonly targetWaitMs: number;
  readonly scaleOut: { readonly cooldownMs: number; readonly maxStep: number };
  readonly scaleIn: {
    readonly stabilizationMs: number;
    readonly cooldownMs: number;
    readonly maxShare: number;
  };
  readonly schedule: readonly Floor[];
  readonly budget: BudgetOptions | undefined;
}

/** Options that were checked, with every default filled in. */
export function autoscaleRules(options: AutoscaleOptions): AutoscaleRules {
  const { scaleOut = {}, scaleIn = {} } = options;
  return {
    min: options.min ?? 0,
    max: options.max,
    slotsPerInstance: options.slotsPerInstance ?? 1,
    buffer: options.buffer ?? 0.1,
    targetWaitMs: options.targetWaitMs ?? 60_000,
    scaleOut: { cooldownMs: scaleOut.cooldownMs ?? 0, maxStep: scaleOut.maxStep ?? 20 },
    scaleIn: {
      stabilizationMs: scaleIn.stabilizationMs ?? 300_000,
      cooldownMs: scaleIn.cooldownMs ?? 60_000,
      maxShare: scaleIn.maxShare ?? 1,
    },
    schedule: options.schedule ?? [],
    budget: options.budget,
  };
}
