import type { DeadlinePolicy } from "../deadline-policy.ts";
import {
  ADAPTIVE_MEMORY_SIZE,
  beginAdaptive,
  gapDeviation,
  learnGap,
  meanGap,
  promisedGap,
} from "./adaptive-memory.ts";
import { DAY_MS, readNumbers } from "./read-numbers.ts";

/** Options of `adaptiveDeadline`. */
export interface AdaptiveDeadlineOptions {
  /**
   * The limit is at least this many mean gaps. Below 2 a single lost heartbeat is enough for a
   * suspicion. 1.05..100, default 1.5.
   */
  multiple?: number | undefined;
  /** The limit is at least the mean gap and this many mean absolute deviations. 0..100, default 6. */
  deviations?: number | undefined;
  /** How many gaps the means reach back: each new one weighs one in so many. 4..10000, default 24. */
  memoryGaps?: number | undefined;
  /** The limit is never less: for heartbeats faster than a worker's usual hiccups. 1..864000000 ms, default 250. */
  floorMs?: number | undefined;
  /** The limit is never more, however slow the worker. At least `floorMs`, up to Infinity ms, the default. */
  ceilingMs?: number | undefined;
}

/** The classic rule, while the interval is not known well. */
const CLASSIC = 2;

/**
 * Learns how often a worker really sends, and how regularly: mean and mean deviation of its gaps,
 * exponentially weighted as in TCP's retransmission timer (Jacobson, "Congestion avoidance and control",
 * 1988). The limit is `max(multiple * mean, mean + deviations * deviation)`, but at least `floorMs` and
 * at most `ceilingMs`. Until some four gaps were seen it is two promised intervals, or more if they are
 * longer; then two learned ones, and it falls as the gaps prove regular.
 *
 * What it must not learn: a gap counts by its length, so that a backlog read at once teaches nothing,
 * and for at most two means, so that no long gap moves the limit far. Three gaps in a row that agree
 * with each other and not with the mean are a new interval, and taken at once.
 * @throws {DetectorOptionsError} listing all problems.
 */
export function adaptiveDeadline(options: AdaptiveDeadlineOptions = {}): DeadlinePolicy {
  const { multiple, deviations, memoryGaps, floorMs, ceilingMs } = readNumbers(
    "adaptiveDeadline",
    options,
    {
      multiple: { fallback: 1.5, low: 1.05, high: 100 },
      deviations: { fallback: 6, low: 0, high: 100 },
      memoryGaps: { fallback: 24, low: 4, high: 10_000 },
      floorMs: { fallback: 250, low: 1, high: 10 * DAY_MS },
      ceilingMs: { fallback: Infinity, low: 1, high: Infinity },
    },
    ({ floorMs, ceilingMs }) =>
      ceilingMs >= floorMs
        ? undefined
        : {
            option: "ceilingMs",
            received: `${ceilingMs} (number)`,
            expected: `at least floorMs, ${floorMs}`,
          },
  );
  const cautious = Math.max(CLASSIC, multiple);
  const learning = { gaps: memoryGaps, firstDeviation: (CLASSIC - 1) / Math.max(1, deviations) };

  function limitMs(memory: Float64Array, at: number): number {
    const mean = meanGap(memory, at);
    const deviation = gapDeviation(memory, at);
    const limit =
      deviation === undefined
        ? cautious * Math.max(mean, promisedGap(memory, at))
        : Math.max(multiple * mean, mean + deviations * deviation);
    return Math.min(ceilingMs, Math.max(floorMs, limit));
  }

  return {
    name: "adaptive",
    memorySize: ADAPTIVE_MEMORY_SIZE,
    begin: beginAdaptive,
    learn: (memory, at, gapMs) => learnGap(memory, at, gapMs, learning),
    limitMs,
    expectedMs: (memory, at) => Math.min(meanGap(memory, at), limitMs(memory, at)),
  };
}
