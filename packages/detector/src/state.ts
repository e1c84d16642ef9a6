import { describeEvidence, type Evidence } from "./evidence.ts";
import type { WorkerStatus } from "./health.ts";
import type { Sign } from "./status.ts";

/** A worker's status together with what only that status needs. */
export type WorkerState =
  | { readonly status: "healthy" }
  | { readonly status: "degraded"; readonly strain: readonly Evidence[] }
  | { readonly status: "unhealthy"; readonly evidence: readonly Evidence[] }
  | { readonly status: "recovering"; readonly goodSigns: number };

/** A fresh state of that status. */
export function enter(status: WorkerStatus, evidence: readonly Evidence[]): WorkerState {
  switch (status) {
    case "healthy":
      return { status };
    case "degraded":
      return { status, strain: evidence };
    case "unhealthy":
      return { status, evidence };
    case "recovering":
    default:
      return { status, goodSigns: 0 };
  }
}

/** What the strain of this moment means in this state; `undefined` means nothing new. */
export function signOf(
  state: WorkerState,
  strain: readonly Evidence[],
  recoverySuccesses: number,
): Sign | undefined {
  switch (state.status) {
    case "healthy":
      return strain.length > 0 ? "strain" : undefined;
    case "degraded":
      return strain.length > 0 ? undefined : "ease";
    case "recovering":
      if (state.goodSigns < recoverySuccesses) return undefined;
      return strain.length > 0 ? "strain" : "proof";
    case "unhealthy":
    default:
      return undefined;
  }
}

/** The state in words, for `WorkerHealth.reasons`. */
export function reasonsOf(state: WorkerState, recoverySuccesses: number): string[] {
  switch (state.status) {
    case "healthy":
      return [];
    case "degraded":
      return state.strain.map(describeEvidence);
    case "unhealthy":
      return state.evidence.map(describeEvidence);
    case "recovering":
    default:
      return [`${state.goodSigns} of ${recoverySuccesses} good signs in a row`];
  }
}
