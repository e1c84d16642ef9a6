/**
 * Where one alert of a rule stands.
 * - `idle`: the condition does not hold.
 * - `pending`: it holds, but not yet for the rule's `forMs`.
 * - `firing`: it holds, and there is an alert.
 * - `clearing`: it no longer holds, but not yet for the rule's `resolveForMs`; the alert stays.
 */
export type Phase =
  | { readonly kind: "idle" }
  | { readonly kind: "pending"; readonly since: number }
  | { readonly kind: "firing"; readonly since: number }
  | { readonly kind: "clearing"; readonly since: number; readonly clearSince: number };

/** How long a condition must hold, and how long it must be over. */
export interface Patience {
  readonly forMs: number;
  readonly resolveForMs: number;
}

export type Change = "fired" | "resolved";

/** The phase after a look, and what changed with it. */
export interface Step {
  readonly phase: Phase;
  readonly change?: Change;
}

export const IDLE: Phase = { kind: "idle" };

/** What follows when the condition holds or not at `now`. Without a step the phase stays. */
export function step(phase: Phase, holds: boolean, { forMs, resolveForMs }: Patience, now: number): Step {
  switch (phase.kind) {
    case "idle":
      return holds ? step({ kind: "pending", since: now }, true, { forMs, resolveForMs }, now) : { phase };
    case "pending":
      if (!holds) return { phase: IDLE };
      return now - phase.since < forMs
        ? { phase }
        : { phase: { kind: "firing", since: now }, change: "fired" };
    case "firing":
      if (holds) return { phase };
      return step(
        { kind: "clearing", since: phase.since, clearSince: now },
        false,
        { forMs, resolveForMs },
        now,
      );
    case "clearing":
      if (holds) return { phase: { kind: "firing", since: phase.since } };
      return now - phase.clearSince < resolveForMs ? { phase } : { phase: IDLE, change: "resolved" };
  }
}

/** When time alone changes the phase. */
export function stepsAt(phase: Phase, { forMs, resolveForMs }: Patience): number {
  if (phase.kind === "pending") return phase.since + forMs;
  return phase.kind === "clearing" ? phase.clearSince + resolveForMs : Infinity;
}

/** Whether there is an alert. */
export function isActive(phase: Phase): boolean {
  return phase.kind === "firing" || phase.kind === "clearing";
}
