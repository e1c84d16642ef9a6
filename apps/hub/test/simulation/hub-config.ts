import { getConfigForEnvironment, type PigeonConfig } from "@pigeon/config";
import type { ErrorTracker } from "@pigeon/errors";
import type { World } from "./world.ts";

export const HEARTBEAT_MS = 1_000;
export const POISON_LIMIT = 3;
/** How many jobs of a type may run at once, at all hubs together. */
export const TYPE_LIMITS: ReadonlyMap<string, number> = new Map([["b", 2]]);
export const EPOCH = 1_700_000_000_000;

let config: PigeonConfig | undefined;
export const simulatedConfig = (): PigeonConfig =>
  (config ??= getConfigForEnvironment("test", {
    overrides: {
      retry: { maxRetries: 2, baseDelayMs: 100, maxDelayMs: 2_000, jitterFactor: 0.1 },
      breaker: { failureThreshold: 3, recoveryTimeoutMs: 2_000 },
      detector: { heartbeatIntervalMs: HEARTBEAT_MS, failureThreshold: 3, responseTimeoutMs: 2_000 },
      hub: {
        storeUrl: "memory:",
        jobPoisonLimit: POISON_LIMIT,
        jobTypeLimits: [...TYPE_LIMITS].map(([type, limit]) => ({ type, limit })),
      },
    },
  }));

/** Says in the history what a hub would log, and keeps nothing. */
export function toldErrors(world: World, hub: string): ErrorTracker {
  const told = (what: string, error: { readonly message: string }) =>
    world.log(hub, () => `error of ${what}: ${error.message}`);
  const tracker: Pick<ErrorTracker, "logInfrastructureError" | "logWorkerError" | "logJobError"> = {
    logInfrastructureError: told as never,
    logWorkerError: told as never,
    logJobError: told as never,
  };
  return tracker as ErrorTracker;
}
