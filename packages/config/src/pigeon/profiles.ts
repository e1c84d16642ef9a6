import type { Profiles } from "../shape.ts";
import type { PigeonConfig } from "./config.ts";

/** The profiles that are always there. */
export const pigeonProfiles: Profiles<PigeonConfig> = {
  development: {
    breaker: { failureThreshold: 2, timeoutMs: 10_000, recoveryTimeoutMs: 30_000 },
    retry: { maxRetries: 2, baseDelayMs: 500 },
    detector: { heartbeatIntervalMs: 1000 },
    errors: { logLevel: "debug" },
  },
  test: {
    breaker: { failureThreshold: 2, timeoutMs: 1000, recoveryTimeoutMs: 100, halfOpenMaxRequests: 1 },
    retry: { maxRetries: 2, baseDelayMs: 10, maxDelayMs: 100, jitterFactor: 0 },
    detector: { heartbeatIntervalMs: 100, failureThreshold: 2, responseTimeoutMs: 500 },
    errors: { logLevel: "error", retentionDays: 1, maxErrorsPerCategory: 100 },
    alerts: { groupWaitMs: 10, groupIntervalMs: 50, repeatIntervalMs: 1000 },
    hub: { port: 0, storeUrl: "memory:" },
  },
  production: {
    breaker: { failureThreshold: 10, timeoutMs: 60_000, recoveryTimeoutMs: 120_000 },
    retry: { maxRetries: 5, baseDelayMs: 2000 },
    errors: { logLevel: "info", retentionDays: 30 },
  },
};
