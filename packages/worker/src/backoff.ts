import { backoffDelayMs } from "@pigeon/retry";

/**
 * Delay before the worker calls the hub again: 50 ms doubling to 2 s, the upper half of it random, so
 * that a fleet does not return to a restarted hub in step.
 */
export function hubBackoffMs(failures: number, random: () => number): number {
  return backoffDelayMs(
    { strategy: "exponential", baseDelayMs: 50, maxDelayMs: 2000, jitter: "equal" },
    Math.max(1, failures),
    random,
  );
}
