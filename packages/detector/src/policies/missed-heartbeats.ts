import type { DeadlinePolicy } from "../deadline-policy.ts";
import { DAY_MS, readNumbers } from "./read-numbers.ts";

/** Options of `missedHeartbeats`. */
export interface MissedHeartbeatsOptions {
  /** Heartbeats in a row that have to be missed. Whole number, 1..1000, default 3. */
  misses?: number | undefined;
  /** How late a heartbeat may come and still not count as missed. 0..86400000 ms, default 0. */
  toleranceMs?: number | undefined;
}

/**
 * Counts misses, as Kubernetes counts failed probes: a worker is suspect once `misses` heartbeats in a
 * row were due, by its promised interval, and did not come.
 * @throws {DetectorOptionsError} listing all problems.
 */
export function missedHeartbeats(options: MissedHeartbeatsOptions = {}): DeadlinePolicy {
  const { misses, toleranceMs } = readNumbers("missedHeartbeats", options, {
    misses: { fallback: 3, low: 1, high: 1000, whole: true },
    toleranceMs: { fallback: 0, low: 0, high: DAY_MS },
  });
  return {
    name: "missed-heartbeats",
    memorySize: 1,
    begin(memory, at, intervalMs) {
      memory[at] = intervalMs;
    },
    learn() {},
    limitMs: (memory, at) => misses * (memory[at] ?? 0) + toleranceMs,
    expectedMs: (memory, at) => memory[at] ?? 0,
  };
}
