/** When many workers turn suspect at once, the fault is more likely between them and the monitor. */
export interface MassSuspicion {
  /** Share of the workers that can be told about which must be suspect at once. Above 0, up to 1; default 0.3. */
  readonly share: number;
  /** And at least so many workers, since a share of few says little. Whole, 1..1000000; default 3. */
  readonly minWorkers: number;
  /** How long verdicts are held back at most, and what counts as at once. 1..86400000 ms. */
  readonly settleMs: number;
}

/** The fleet at one moment, seen from one worker that is accused. */
export interface FleetView {
  /** Suspected, missing since the accused one is, or given up a moment ago without an answer. */
  readonly suspects: number;
  /** Heard since the accused one's own heartbeat was expected. Of all others nothing can be told. */
  readonly heard: number;
  /** All workers that are not given up, and these suspects. */
  readonly fleet: number;
  /** Workers that are not given up and send about as often as the accused one, itself among them. */
  readonly peers: number;
}

export type Hold =
  | { readonly kind: "clear" }
  /** `calmSinceMs`: since then too few are suspect; all others get the time of a deadline to come back. */
  | { readonly kind: "holding"; readonly untilMs: number; readonly calmSinceMs?: number }
  /** Just over: every verdict that was held back gets its second look. */
  | { readonly kind: "over"; readonly because: HoldEnd };

/** Why a hold ended: its suspects were all heard again, few enough are left, or it lasted too long. */
export type HoldEnd = "they answered" | "too few are suspect" | "the settle time passed";

/** What a look at the fleet says to a hold. */
export interface HoldSight {
  readonly mass: boolean;
  /** All whose verdicts were held back were heard since. */
  readonly answered: boolean;
}

export const NO_HOLD: Hold = { kind: "clear" };

/**
 * Beside the share it takes the standard error of a sample: as long as nothing can be told of some, one
 * rack that died looks larger than it is as often as smaller, and there are many looks. Without the
 * correction for finite fleets it would never be sure of the share itself.
 */
export function isMassSuspicion(
  { suspects, heard, fleet }: FleetView,
  { share, minWorkers }: MassSuspicion,
): boolean {
  const told = suspects + heard;
  const untold = Math.max(0, fleet - told);
  const error = Math.sqrt((told * share * (1 - share) * untold) / Math.max(1, fleet - 1));
  return suspects >= minWorkers && suspects >= share * told + error;
}

/** Nobody was heard since, and too few were expected: one dead worker and a dead network look the same. */
export function isUnsure({ suspects, heard, peers }: FleetView, { minWorkers }: MassSuspicion): boolean {
  return heard === 0 && suspects < minWorkers && peers >= minWorkers;
}

export function beginHold(nowMs: number, { settleMs }: MassSuspicion): Hold {
  return { kind: "holding", untilMs: nowMs + settleMs };
}

/**
 * What holds from now on. Nothing is held back for ever: at the end of the settle time only a calm that
 * has begun is waited out, for `calmMs`.
 */
export function nextHold(hold: Hold, sight: HoldSight, nowMs: number, calmMs: number): Hold {
  if (hold.kind !== "holding") return NO_HOLD;
  const { mass, answered } = sight;
  const { untilMs, calmSinceMs } = hold;
  const timeUp = nowMs >= untilMs;
  if (mass) {
    if (timeUp) return { kind: "over", because: "the settle time passed" };
    return calmSinceMs === undefined ? hold : { kind: "holding", untilMs };
  }
  if (calmSinceMs === undefined) return { kind: "holding", untilMs, calmSinceMs: nowMs };
  if (nowMs - calmSinceMs < calmMs) return hold;
  return { kind: "over", because: answered ? "they answered" : "too few are suspect" };
}
