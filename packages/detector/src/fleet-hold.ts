/** When many workers turn suspect at once, the fault is more likely between them and the monitor. */
export interface MassSuspicion {
  /** Share of the fleet that must be suspect at once. Above 0, up to 1; default 0.3. */
  readonly share: number;
  /** And at least so many workers, since a share of few says little. Whole, 1..1000000; default 3. */
  readonly minWorkers: number;
  /** How long verdicts are held back at most, and what counts as at once. 1..86400000 ms. */
  readonly settleMs: number;
}

/** The fleet at one moment. */
export interface FleetView {
  /** Workers that are not given up, and those that were within the settle time. */
  readonly fleet: number;
  /** Of these, how many are suspected, overdue, or were given up without an answer of theirs. */
  readonly suspects: number;
}

export type Hold =
  | { readonly kind: "clear" }
  | { readonly kind: "holding"; readonly untilMs: number }
  /** Just over: every verdict that was held back gets its second look. */
  | { readonly kind: "over"; readonly because: "they answered" | "the settle time passed" };

export const NO_HOLD: Hold = { kind: "clear" };

export function isMassSuspicion(
  { fleet, suspects }: FleetView,
  { share, minWorkers }: MassSuspicion,
): boolean {
  return suspects >= minWorkers && suspects >= share * fleet;
}

/** What holds from now on. Its end lies fixed when it begins, so nothing is held back for ever. */
export function nextHold(hold: Hold, view: FleetView, nowMs: number, rule: MassSuspicion): Hold {
  const mass = isMassSuspicion(view, rule);
  if (hold.kind !== "holding") return mass ? { kind: "holding", untilMs: nowMs + rule.settleMs } : NO_HOLD;
  if (nowMs >= hold.untilMs) return { kind: "over", because: "the settle time passed" };
  return mass ? hold : { kind: "over", because: "they answered" };
}
