import type { Alerts, AlertEvent } from "@pigeon/alerts";
import type { Breakers } from "@pigeon/breaker";
import type { Detector } from "@pigeon/detector";
import type { ErrorRecord, ErrorTracker } from "@pigeon/errors";
import { breakerName } from "../dispatch/deliver.ts";
import { STORE } from "./outages.ts";

/** What the operations of the alerts themselves begin with. */
export const ALERTS = "alerts";
/** The operation of errors of the whole fleet. */
export const FLEET = "fleet";

export interface FeedParts {
  readonly errors: Pick<ErrorTracker, "onError" | "onSpike">;
  readonly detector: Pick<Detector, "onStatusChange" | "onFleetSuspect">;
  readonly breakers: Pick<Breakers, "on">;
}

/** A worker came, went, or was told to drain. */
export type WorkerChange = "registered" | "left" | "draining";

/** Tells the alerts what happens. The returned function tells them of workers that come and go. */
export function feedAlerts(
  { observe }: Pick<Alerts, "observe">,
  { errors, detector, breakers }: FeedParts,
): (workerId: string, change: WorkerChange) => void {
  errors.onError((record) => {
    for (const event of eventsOf(record)) observe(event);
  });
  errors.onSpike(({ category, phase, count, baseline }) =>
    observe({ type: "spike", subject: category, phase, count, baseline }),
  );
  detector.onStatusChange(({ workerId, to, reasons }) =>
    observe({ type: "worker", workerId, status: to, reason: reasons.join("; ") }),
  );
  detector.onFleetSuspect(({ phase, suspects, fleetSize, reason }) =>
    observe({ type: "fleet-suspect", phase, suspects: suspects.length, fleetSize, reason }),
  );
  breakers.on("stateChange", ({ name, to, reason }) => observe({ type: "breaker", name, state: to, reason }));
  return (workerId, change) => {
    // A registration is a new process: whatever the one before it died of is over.
    if (change === "registered") observe({ type: "worker", workerId, status: "healthy" });
    if (change !== "left") return;
    observe({ type: "worker", workerId, status: "gone" });
    // Its breaker went with it, without a word.
    observe({ type: "breaker", name: breakerName(workerId), state: "gone" });
  };
}

function eventsOf(record: ErrorRecord): AlertEvent[] {
  const { category, subject, context, message } = record;
  if (category === "infrastructure" && isToldOtherwise(subject)) return [];
  const error: AlertEvent = { ...record, type: "error" };
  // Jobs' errors are recorded when they are dead; from here, because here they are redacted.
  if (category !== "job" || typeof context["jobType"] !== "string") return [error];
  return [error, { type: "dead-letter", jobType: context["jobType"], reason: message }];
}

/** Of these the alerts hear by events of their own. */
function isToldOtherwise(operation: string): boolean {
  return operation === FLEET || operation === STORE || operation.startsWith(`${ALERTS}:`);
}
