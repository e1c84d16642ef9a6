import { backoffDelayMs } from "@pigeon/retry";

/**
 * Delay before the worker calls its hub, or its list of hubs, again: up to 50 ms, doubling to 2 s, any part
 * of it, so that a fleet does not return to a restarted hub in step.
 */
export function hubBackoffMs(failures: number, random: () => number): number {
  const delayMs = backoffDelayMs(
    { strategy: "exponential", baseDelayMs: 50, maxDelayMs: 2000, jitter: "full" },
    Math.max(1, failures),
    random,
  );
  return Math.max(1, delayMs);
}
