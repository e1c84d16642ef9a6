/** The time after closing in which only a growing share of the calls is let through. */
export interface RampUp {
  readonly since: number;
  /** Whole calls that may pass; grows with each call by the share of the moment. */
  credit: number;
}

/** How long the ramp is, and the share from 0 to 1 that it starts with. */
export interface RampPlan {
  readonly rampUpMs: number;
  readonly rampUpFrom: number;
}

export function startRamp(plan: RampPlan, now: number): RampUp | undefined {
  // The first call always passes.
  return plan.rampUpMs > 0 ? { since: now, credit: 1 - plan.rampUpFrom } : undefined;
}

export function rampRemainingMs(plan: RampPlan, ramp: RampUp, now: number): number {
  return Math.max(0, Math.ceil(ramp.since + plan.rampUpMs - now));
}

/**
 * Whether a call may pass. No chance is involved: calls are spaced so that of any number of them the share passes,
 * to within one call.
 */
export function passesRamp(plan: RampPlan, ramp: RampUp, now: number): boolean {
  const progress = Math.min(1, Math.max(0, now - ramp.since) / plan.rampUpMs);
  ramp.credit += plan.rampUpFrom + (1 - plan.rampUpFrom) * progress;
  // Sums of shares miss a whole number by a rounding error.
  if (ramp.credit < 1 - 1e-9) return false;
  ramp.credit -= 1;
  return true;
}
