import type { DeadlinePolicy } from "../deadline-policy.ts";
import { DAY_MS, readNumbers } from "./read-numbers.ts";

/** Options of `fixedDeadline`. */
export interface FixedDeadlineOptions {
  /** The limit in promised heartbeat intervals; may be fractional. 1..1000, default 2. */
  intervals?: number | undefined;
  /** The limit in ms, instead of `intervals`. 1..86400000, default: none. */
  limitMs?: number | undefined;
}

/**
 * The classic rule: a worker may be silent for two of its intervals. It learns nothing, so it is the
 * best where the interval is known and never changes.
 * @throws {DetectorOptionsError} listing all problems.
 */
export function fixedDeadline(options: FixedDeadlineOptions = {}): DeadlinePolicy {
  const { intervals, limitMs } = readNumbers(
    "fixedDeadline",
    options,
    {
      intervals: { fallback: undefined, low: 1, high: 1000 },
      limitMs: { fallback: undefined, low: 1, high: DAY_MS },
    },
    (read) =>
      read.intervals === undefined || read.limitMs === undefined
        ? undefined
        : {
            option: "limitMs",
            received: `${read.limitMs} (number)`,
            expected: "no limitMs beside intervals",
          },
  );
  const limitOf = (intervalMs: number): number => limitMs ?? (intervals ?? 2) * intervalMs;
  return {
    name: "fixed",
    memorySize: 1,
    begin(memory, at, intervalMs) {
      memory[at] = intervalMs;
    },
    learn() {},
    limitMs: (memory, at) => limitOf(memory[at] ?? 0),
    expectedMs: (memory, at) => Math.min(memory[at] ?? 0, limitOf(memory[at] ?? 0)),
  };
}
