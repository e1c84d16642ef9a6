import type { Decision } from "./autoscale/autoscale.ts";
import type { FleetCounts } from "./fleet.ts";
import type { Action } from "./plan-types.ts";

/** Everything that a fleet tells, with the time in ms since the epoch. */
export type FleetEvent = { readonly at: number } & (
  | { readonly type: "decision"; readonly decision: Omit<Decision, "memory"> }
  | {
      readonly type: "action";
      readonly action: Action;
      /** `skipped`: it was no longer right when it came to it. `unsure`: the answer was lost. */
      readonly outcome: "done" | "skipped" | "unsure" | "failed";
      readonly detail: string;
      /** The instance that was launched. */
      readonly instanceId?: string | undefined;
    }
  /** An offer had no capacity and is left alone for a while, or is tried again. */
  | { readonly type: "offer"; readonly offer: string; readonly available: boolean }
  | { readonly type: "progress"; readonly counts: FleetCounts; readonly notes: readonly string[] }
  /** A round could not be done, or a step of it. The next one tries again. */
  | { readonly type: "error"; readonly operation: string; readonly error: unknown }
);

export type FleetListener = (event: FleetEvent) => void;

type Untimed<E> = E extends { readonly at: number } ? Omit<E, "at"> : never;
/** An event before it is told when. */
export type FleetNews = Untimed<FleetEvent>;

/** An event for a log or a terminal. */
export function describeEvent(event: FleetEvent): string {
  switch (event.type) {
    case "decision": {
      const { change, current, target, reasons } = event.decision;
      const what = change === "keep" ? `stay at ${current}` : `${current} -> ${target}`;
      return `${what}: ${reasons.join("; ")}`;
    }
    case "action":
      return `${event.action.kind} ${subject(event.action)}: ${event.outcome}: ${event.detail}`;
    case "offer":
      return `${event.offer} ${event.available ? "is tried again" : "has no capacity"}`;
    case "progress": {
      const { wanted, serving, booting, leaving } = event.counts;
      const notes = event.notes.map((note) => `; ${note}`).join("");
      return `${serving} of ${wanted} serve, ${booting} boot, ${leaving} leave${notes}`;
    }
    case "error":
      return `${event.operation} failed: ${event.error instanceof Error ? event.error.message : String(event.error)}`;
  }
}

function subject(action: Action): string {
  return action.kind === "launch" ? action.intentId : action.instanceId;
}
