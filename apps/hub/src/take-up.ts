import type { Alerts } from "@pigeon/alerts";
import type { PigeonConfig } from "@pigeon/config";
import { createErrorTracker, type ErrorLogger, type ErrorTracker } from "@pigeon/errors";
import { openAlerts } from "./alerts/open.ts";
import { alertSecrets } from "./alerts/sinks.ts";
import type { Clock } from "./ports.ts";
import { savedState } from "./saved-state.ts";
import type { Store } from "./store/port.ts";
import { WORKER_TOKEN } from "./system.ts";

/** A change of counts of errors is on disk after this time. */
const SAVE_ERRORS_MS = 5_000;

export interface TakeUpParts {
  readonly config: PigeonConfig;
  /** Closed when this fails. */
  readonly store: Store;
  readonly logger: ErrorLogger;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Errors and alerts, going on from what the store has of them. */
export async function takeUp(parts: TakeUpParts): Promise<{ errors: ErrorTracker; alerts: Alerts }> {
  const { config, store, logger, clock, random } = parts;
  try {
    const errors = createErrorTracker({
      logger,
      clock,
      timers: clock,
      persistence: { ...savedState(store, "errors"), intervalMs: SAVE_ERRORS_MS },
      retentionDays: config.errors.retentionDays,
      maxErrorsPerCategory: config.errors.maxErrorsPerCategory,
      redact: {
        values: [...config.hub.authTokens.map(({ secret }) => secret), ...alertSecrets(config.alerts)],
        patterns: [WORKER_TOKEN],
      },
    });
    const restored = await errors.restore();
    if (restored.status === "refused") {
      const error = new Error(`what was saved of errors is forgotten: ${restored.problem}`);
      errors.logInfrastructureError("errors: take up", error);
    }
    const alerts = await openAlerts({ config: config.alerts, store, errors, logger, clock, random });
    return { errors, alerts };
  } catch (error) {
    await store.close();
    throw error;
  }
}
