import type { Alerts } from "@pigeon/alerts";
import type { ErrorTracker } from "@pigeon/errors";
import type { Clock } from "../ports.ts";
import type { Outage, StoreHealth } from "../store/port.ts";

/** The operation of errors that say that the store is down, or back. */
export const STORE = "store";

export interface OutageParts {
  readonly health: StoreHealth;
  readonly errors: Pick<ErrorTracker, "logInfrastructureError">;
  readonly alerts: Pick<Alerts, "observe">;
  readonly clock: Pick<Clock, "now">;
}

/** Tells of a store that is lost, and of its return: once for all who meet it. */
export function tellOutages({ health, errors, alerts, clock }: OutageParts): void {
  let known: readonly Outage[] = [];
  const note = (outages: readonly Outage[]) => {
    known = outages;
    for (const part of ["writes", "reads"]) {
      const value = outages.some((each) => each.of === part) ? 1 : 0;
      alerts.observe({ type: "gauge", name: "store_down", value, labels: { of: part } });
    }
  };
  // An alert of the time before a restart is over.
  note(health.outages());
  health.follow((outages, failure) => {
    if (failure !== undefined) {
      errors.logInfrastructureError(STORE, failure, { severity: "medium" });
      return;
    }
    for (const { of, error, since } of outages)
      if (!known.some((each) => each.of === of))
        errors.logInfrastructureError(STORE, error, { severity: "critical", outage: of, since });
    for (const { of, since } of known)
      if (!outages.some((each) => each.of === of)) {
        const seconds = ((clock.now() - since) / 1000).toFixed(1);
        const back = new Error(`the store does its ${of} again, after ${seconds} s`);
        errors.logInfrastructureError(STORE, back, { severity: "low", outage: of });
      }
    note(outages);
  });
}
