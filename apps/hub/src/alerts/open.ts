import {
  AlertsOptionsError,
  createAlerts,
  defaultInhibitions,
  defaultRules,
  type AlertLogger,
  type Alerts,
  type AlertsSnapshot,
} from "@pigeon/alerts";
import type { AlertsConfig } from "@pigeon/config";
import type { ErrorTracker } from "@pigeon/errors";
import type { Clock } from "../ports.ts";
import { retryClock } from "../retry-clock.ts";
import { savedState } from "../saved-state.ts";
import { isTold } from "../store/guard/told.ts";
import type { Store } from "../store/port.ts";
import { ALERTS } from "./feed.ts";
import { routesOf, sinksOf } from "./sinks.ts";

export interface HubAlertsParts {
  readonly config: AlertsConfig;
  readonly store: Pick<Store, "loadState" | "saveState">;
  readonly errors: ErrorTracker;
  readonly logger: AlertLogger;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * The alerts of a hub, going on from what the store has of them. State that cannot be read is told and
 * forgotten; no sink is waited for.
 *
 * @throws {AlertsOptionsError} when a sink cannot be what the configuration says, {StoreError}.
 */
export async function openAlerts(parts: HubAlertsParts): Promise<Alerts> {
  const { config, store, errors, logger, clock, random } = parts;
  const sinks = sinksOf(config, logger);
  const saved = savedState(store, "alerts");
  const told = (operation: string) => (error: unknown) => {
    if (!isTold(error)) errors.logInfrastructureError(`${ALERTS}: ${operation}`, error);
  };
  const options = {
    rules: defaultRules(),
    inhibit: defaultInhibitions(),
    sinks,
    routes: routesOf(config, sinks),
    clock: retryClock(clock),
    random,
    persistence: { load: () => undefined, save: saved.save },
    onError: told("tell"),
  };
  const text = await saved.load();
  if (text === undefined) return createAlerts(options);
  try {
    return createAlerts({ ...options, restore: JSON.parse(text) as AlertsSnapshot });
  } catch (error) {
    if (error instanceof AlertsOptionsError) throw error;
    told("take up")(error);
    return createAlerts(options);
  }
}
