/**
 * What the adaptive policy remembers of one worker, 32 bytes: the mean gap, the mean deviation from it,
 * the mean of the run (the last gaps, if they agree on another interval), and two counts in one number:
 * the weight of all gaps, plus `RUN_UNIT` for each gap of the run.
 */
export const ADAPTIVE_MEMORY_SIZE = 4;

// The mean lies at the beginning itself.
const DEVIATION = 1;
const RUN_MEAN = 2;
const COUNTS = 3;

/** Above any weight. */
const RUN_UNIT = 2 ** 14;
/** The promise weighs as much as one gap, until three were seen; a bit less, for rounding. */
const PROMISE_WEIGHT = 1;
const KNOWN_AT = 3.5;
/** Gaps in a row that agree on another interval before it is believed. */
const STEP_GAPS = 3;
/** How far from a mean a gap may be, as a share of it, and still agree with it. */
const AGREEMENT = 0.25;
/** What one gap may teach, in mean gaps. */
const BOUND = 2;
/** Gaps below this share of the mean teach nothing at all, and longer ones than a year are one. */
const NOTHING = 1e-6;
const YEAR_MS = 31_536_000_000;

/** How fast to learn. */
export interface Learning {
  /** The weight of all gaps grows up to this, so that each new one weighs one in so many. Below 16384. */
  readonly gaps: number;
  /** The deviation that is assumed of an interval just learned, as a share of it. */
  readonly firstDeviation: number;
}

/** Until the interval is known the deviation holds the promise. */
export function beginAdaptive(memory: Float64Array, at: number, intervalMs: number): void {
  memory[at] = intervalMs;
  memory[at + DEVIATION] = intervalMs;
  memory[at + RUN_MEAN] = 0;
  memory[at + COUNTS] = PROMISE_WEIGHT;
}

export function meanGap(memory: Float64Array, at: number): number {
  return memory[at] ?? 0;
}

/** Mean absolute deviation, or `undefined` while too few gaps were seen. */
export function gapDeviation(memory: Float64Array, at: number): number | undefined {
  return weightOf(memory[at + COUNTS] ?? 0) < KNOWN_AT ? undefined : memory[at + DEVIATION];
}

/** The interval that the worker promised; only while `gapDeviation` is unknown. */
export function promisedGap(memory: Float64Array, at: number): number {
  return memory[at + DEVIATION] ?? 0;
}

/**
 * A gap weighs as much as its length, up to that of the mean: a backlog that is read at once, or a
 * heartbeat that comes twice, weighs nothing. It counts for no more than `BOUND` means: one long gap
 * moves little.
 */
export function learnGap(memory: Float64Array, at: number, gapMs: number, learning: Learning): void {
  const mean = memory[at] ?? 0;
  const weight = Math.min(1, gapMs / mean);
  if (weight < NOTHING) return;
  const run = followRun(memory, at, Math.min(gapMs, YEAR_MS));
  if (run < 0) {
    memory[at + DEVIATION] = (memory[at] ?? 0) * learning.firstDeviation;
    return;
  }
  const before = weightOf(memory[at + COUNTS] ?? 0);
  const total = Math.min(learning.gaps, before + weight);
  const share = weight / total;
  const off = Math.min(gapMs, BOUND * mean) - mean;
  memory[at] = mean + share * off;
  memory[at + COUNTS] = total + run * RUN_UNIT;
  if (before >= KNOWN_AT) {
    memory[at + DEVIATION] = (memory[at + DEVIATION] ?? 0) * (1 - share) + share * Math.abs(off);
  } else if (total >= KNOWN_AT) {
    memory[at + DEVIATION] = (memory[at] ?? 0) * learning.firstDeviation;
  }
}

/**
 * The length of the run with this gap, or -1 when it became the new interval: it is long enough, and
 * lasted for as many known intervals; the gaps of a backlog agree too, but last no time.
 */
function followRun(memory: Float64Array, at: number, gapMs: number): number {
  const mean = memory[at] ?? 0;
  const usual = Math.max(AGREEMENT * mean, 2 * (gapDeviation(memory, at) ?? 0));
  if (Math.abs(gapMs - mean) <= usual) return 0;
  const runMean = memory[at + RUN_MEAN] ?? 0;
  const before = runOf(memory[at + COUNTS] ?? 0);
  const agrees = Math.abs(gapMs - runMean) <= AGREEMENT * runMean;
  const length = agrees ? before + 1 : 1;
  const average = agrees ? runMean + (gapMs - runMean) / length : gapMs;
  memory[at + RUN_MEAN] = average;
  const known = gapDeviation(memory, at) !== undefined;
  if (length < STEP_GAPS || (known && length * average < STEP_GAPS * mean)) return length;
  memory[at] = average;
  memory[at + COUNTS] = STEP_GAPS + PROMISE_WEIGHT;
  return -1;
}

const runOf = (counts: number): number => Math.floor(counts / RUN_UNIT);
const weightOf = (counts: number): number => counts - RUN_UNIT * runOf(counts);
