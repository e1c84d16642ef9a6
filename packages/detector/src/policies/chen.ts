import type { DeadlinePolicy } from "../deadline-policy.ts";
import { gapWindow } from "./gap-window.ts";
import { DAY_MS, readNumbers } from "./read-numbers.ts";

/** Options of `chenDeadline`. */
export interface ChenDeadlineOptions {
  /** The safety margin after the expected arrival. 1..86400000 ms, default: the worker's interval. */
  alphaMs?: number | undefined;
  /** Heartbeats from which the next arrival is expected, 8 bytes each. Whole number, 2..100000, default 32. */
  windowSize?: number | undefined;
}

// The interval lies at the beginning itself.
const LATENESS = 1;
const WINDOW = 2;

/**
 * NFD-E of Chen, Toueg and Aguilera, "On the quality of service of failure detectors" (2002): the next
 * heartbeat is expected when its number and the mean lateness of the last ones say, and a safety margin
 * is added. A late heartbeat therefore does not delay the next deadline.
 *
 * Heartbeats here bear no numbers: how many intervals passed since the last one is the gap divided by
 * the interval, rounded. This holds while lateness varies by less than half an interval, and it needs a
 * promised interval that is true: where it is not, use `adaptiveDeadline`.
 * @throws {DetectorOptionsError} listing all problems.
 */
export function chenDeadline(options: ChenDeadlineOptions = {}): DeadlinePolicy {
  const { alphaMs, windowSize } = readNumbers("chenDeadline", options, {
    alphaMs: { fallback: undefined, low: 1, high: DAY_MS },
    windowSize: { fallback: 32, low: 2, high: 100_000, whole: true },
  });
  const lateness = gapWindow(windowSize);

  /** At least a quarter of the interval: less means that the promise is wrong. */
  function expectedMs(memory: Float64Array, at: number): number {
    const intervalMs = memory[at] ?? 0;
    const early = lateness.mean(memory, at + WINDOW) - (memory[at + LATENESS] ?? 0);
    return Math.max(intervalMs / 4, intervalMs + early);
  }

  return {
    name: "chen",
    memorySize: WINDOW + lateness.memorySize,
    begin(memory, at, intervalMs) {
      memory[at] = intervalMs;
      memory[at + LATENESS] = 0;
      lateness.clear(memory, at + WINDOW);
      lateness.add(memory, at + WINDOW, 0);
    },
    learn(memory, at, gapMs) {
      const intervalMs = memory[at] ?? 0;
      const late = (memory[at + LATENESS] ?? 0) + gapMs - intervalMs * Math.round(gapMs / intervalMs);
      memory[at + LATENESS] = late;
      lateness.add(memory, at + WINDOW, late);
    },
    limitMs: (memory, at) => expectedMs(memory, at) + (alphaMs ?? memory[at] ?? 0),
    expectedMs,
  };
}
