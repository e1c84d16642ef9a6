import type { GroupTiming } from "./route.ts";

/**
 * Where the telling of one group to one sink stands.
 * - `quiet`: all that is to be told has been told; look again at `lookAt`, for a repeat.
 * - `waiting`: something changed at `since`.
 * - `queued`: it is the sink's turn to take it.
 * - `sending`: the sink has it; `changedAt` when something changed since.
 * - `failed`: it was not taken; try again at `retryAt`.
 */
export type LedgerPhase =
  | { readonly kind: "quiet"; readonly lookAt: number }
  | { readonly kind: "waiting"; readonly since: number }
  | { readonly kind: "queued" }
  | { readonly kind: "sending"; readonly changedAt?: number }
  | { readonly kind: "failed"; readonly retryAt: number };

/**
 * What a sink was last told of an alert. `tried`: it was sent, and perhaps taken; so its resolve is
 * owed, and the alert is not yet told. `unsure`: it was told, and then sent something else that it
 * perhaps took; so whatever is true has to be told.
 */
export type Told = "tried" | "unsure" | "firing" | "acknowledged";

/** What one sink was told of one group. */
export interface Ledger {
  phase: LedgerPhase;
  /** Alerts by key: only those whose resolve is owed. */
  readonly told: Map<string, Told>;
  /** When the sink last took a notification. */
  toldAt: number | undefined;
}

export type LedgerInput =
  /** An alert of the group fired, resolved, was acknowledged, muted or unmuted. */
  | { readonly type: "changed" }
  /** It was time to look, or to send, and there is something to tell, or not. */
  | { readonly type: "looked"; readonly news: boolean; readonly toldAt?: number | undefined }
  /** An attempt to send begins, with the newest content. */
  | { readonly type: "started" }
  | { readonly type: "taken" }
  | { readonly type: "refused"; readonly retryAt: number };

/** Every change of phase there is. What is not listed changes nothing. */
export function transition(
  phase: LedgerPhase,
  input: LedgerInput,
  now: number,
  timing: GroupTiming,
): LedgerPhase {
  switch (input.type) {
    case "changed":
      if (phase.kind === "quiet") return { kind: "waiting", since: now };
      return phase.kind === "sending" ? { kind: "sending", changedAt: phase.changedAt ?? now } : phase;
    case "looked":
      if (!input.news) return quiet(now, timing, input.toldAt);
      return phase.kind === "sending" ? phase : { kind: "queued" };
    case "started":
      return { kind: "sending" };
    case "taken":
      if (phase.kind !== "sending") return phase;
      return phase.changedAt === undefined
        ? quiet(now, timing, now)
        : { kind: "waiting", since: phase.changedAt };
    case "refused":
      return phase.kind === "sending" ? { kind: "failed", retryAt: input.retryAt } : phase;
  }
}

/** When to look whether there is something to tell. */
export function looksAt({ phase, toldAt }: Ledger, timing: GroupTiming): number {
  switch (phase.kind) {
    case "quiet":
      return phase.lookAt;
    case "waiting":
      return Math.max(phase.since + timing.groupWaitMs, allowedAt(toldAt, timing));
    case "failed":
      return phase.retryAt;
    case "queued":
    case "sending":
      return Infinity;
  }
}

/** The earliest time for another notification. */
export function allowedAt(toldAt: number | undefined, timing: GroupTiming): number {
  return toldAt === undefined ? -Infinity : toldAt + timing.groupIntervalMs;
}

function quiet(now: number, { repeatIntervalMs }: GroupTiming, toldAt = now): LedgerPhase {
  const next = toldAt + repeatIntervalMs;
  return { kind: "quiet", lookAt: next > now ? next : now + repeatIntervalMs };
}
