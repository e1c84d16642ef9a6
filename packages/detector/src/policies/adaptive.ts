import type { DeadlinePolicy } from "../deadline-policy.ts";
import { DAY_MS, readNumbers } from "./read-numbers.ts";

/** Options of `adaptiveDeadline`. */
export interface AdaptiveDeadlineOptions {
  /** The limit is at least this many mean gaps. 1.05..100, default 1.5. */
  multiple?: number | undefined;
  /** The limit is at least the mean gap and this many mean deviations. 0..100, default 5. */
  deviations?: number | undefined;
  /** Gaps that the averages reach back: each new one weighs one in so many. 4..10000, default 16. */
  memoryGaps?: number | undefined;
  /** The limit is never less. 1..86400000 ms, default 250. */
  floorMs?: number | undefined;
  /** The limit is never more. 1..86400000 ms and not below `floorMs`, default: none. */
  ceilingMs?: number | undefined;
}

const MEAN = 0;
const DEVIATION = 1;
const WEIGHT = 2;
const RUN_MEAN = 3;
const RUN_LENGTH = 4;

/** Gaps that have to be seen before the promise is forgotten. */
const KNOWN_AT = 2;
/** Gaps in a row that agree on another interval before it is believed. */
const STEP_GAPS = 3;
/** How far gaps may lie from their mean and still agree. */
const AGREEMENT = 0.25;
/** What one gap may teach, in mean gaps. */
const BOUND = 2;

/**
 * Learns how often a worker really sends, and how regularly: mean and mean deviation of its gaps,
 * exponentially weighted as in TCP's timer (Jacobson, "Congestion avoidance and control", 1988).
 * The limit is `max(multiple * mean, mean + deviations * deviation)` within floor and ceiling; until
 * two gaps were seen it is two promised intervals.
 *
 * A gap counts by its length, so that a backlog that is read at once teaches nothing; for no more than
 * two means, so that one long gap moves the limit little; and three gaps in a row that agree on another
 * interval are one.
 * @throws {DetectorOptionsError} listing all problems.
 */
export function adaptiveDeadline(options: AdaptiveDeadlineOptions = {}): DeadlinePolicy {
  const { multiple, deviations, memoryGaps, floorMs, ceilingMs } = readNumbers(
    "adaptiveDeadline",
    options,
    {
      multiple: { fallback: 1.5, low: 1.05, high: 100 },
      deviations: { fallback: 5, low: 0, high: 100 },
      memoryGaps: { fallback: 16, low: 4, high: 10_000 },
      floorMs: { fallback: 250, low: 1, high: DAY_MS },
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

  function limitMs(memory: Float64Array, at: number): number {
    const mean = memory[at + MEAN] ?? 0;
    const deviation = memory[at + DEVIATION] ?? 0;
    const known = (memory[at + WEIGHT] ?? 0) >= KNOWN_AT;
    // Before that the deviation holds the promise.
    const limit = known
      ? Math.max(multiple * mean, mean + deviations * deviation)
      : Math.max(2 * deviation, 2 * mean);
    return Math.min(ceilingMs, Math.max(floorMs, limit));
  }

  return {
    name: "adaptive",
    memorySize: 5,
    begin(memory, at, intervalMs) {
      memory[at + MEAN] = intervalMs;
      memory[at + DEVIATION] = intervalMs;
      memory[at + WEIGHT] = 0;
      memory[at + RUN_MEAN] = 0;
      memory[at + RUN_LENGTH] = 0;
    },
    learn(memory, at, gapMs) {
      const mean = memory[at + MEAN] ?? 0;
      const taught = Math.min(gapMs, BOUND * mean);
      const weight = Math.min(1, gapMs / mean);
      const before = memory[at + WEIGHT] ?? 0;
      const total = Math.min(memoryGaps, before + weight);
      const share = weight / total;
      const off = taught - mean;
      memory[at + MEAN] = mean + share * off;
      memory[at + WEIGHT] = total;
      if (before >= KNOWN_AT) {
        memory[at + DEVIATION] = (memory[at + DEVIATION] ?? 0) * (1 - share) + share * Math.abs(off);
      } else if (total >= KNOWN_AT) memory[at + DEVIATION] = (memory[at + MEAN] ?? 0) / 5;
      noteRun(memory, at, gapMs);
    },
    limitMs,
    expectedMs: (memory, at) => Math.min(memory[at + MEAN] ?? 0, limitMs(memory, at)),
  };
}

/** Gaps that agree with each other, not with the mean, and last as long as it in all, are a new interval. */
function noteRun(memory: Float64Array, at: number, gapMs: number): void {
  const mean = memory[at + MEAN] ?? 0;
  const run = memory[at + RUN_MEAN] ?? 0;
  const away = Math.abs(gapMs - mean) > AGREEMENT * mean;
  const agrees = away && Math.abs(gapMs - run) <= AGREEMENT * run;
  const length = away ? (agrees ? (memory[at + RUN_LENGTH] ?? 0) + 1 : 1) : 0;
  const runMean = agrees ? run + (gapMs - run) / length : away ? gapMs : 0;
  memory[at + RUN_MEAN] = runMean;
  memory[at + RUN_LENGTH] = length;
  if (length < STEP_GAPS || length * runMean < mean) return;
  memory[at + MEAN] = runMean;
  memory[at + DEVIATION] = runMean / 5;
  memory[at + WEIGHT] = STEP_GAPS;
  memory[at + RUN_LENGTH] = 0;
  memory[at + RUN_MEAN] = 0;
}
