/** Robust standard deviations above the median from which a count is a spike (Iglewicz and Hoaglin 1993). */
export const SPIKE_SCORE = 3.5;
/** Fewer intervals before it are no baseline. */
export const MIN_BASELINE = 6;
/** Makes the median absolute deviation comparable with a standard deviation. */
const MAD_TO_SIGMA = 1.4826;

export interface Baseline {
  readonly median: number;
  /** A robust standard deviation. */
  readonly sigma: number;
}

/**
 * What is usual, by median and median absolute deviation: neither is moved by a spike among the counts. Counts
 * of rare events scatter by the root of their mean even where all counts seen were equal (Poisson), so sigma
 * is at least that, and at least 1.
 */
export function baselineOf(counts: readonly number[]): Baseline | undefined {
  if (counts.length < MIN_BASELINE) return undefined;
  const median = medianOf(counts);
  const deviation = medianOf(counts.map((count) => Math.abs(count - median)));
  return { median, sigma: Math.max(MAD_TO_SIGMA * deviation, Math.sqrt(median), 1) };
}

/** The modified z-score of a count. */
export function scoreOf(count: number, { median, sigma }: Baseline): number {
  return (count - median) / sigma;
}

/** The least count that is a spike: far enough above the baseline, and not below `minCount`. */
export function spikeLimit({ median, sigma }: Baseline, minCount: number): number {
  return Math.max(minCount, Math.floor(median + SPIKE_SCORE * sigma) + 1);
}

/** The indices of the counts that are spikes against at most `trailing` counts before each. */
export function spikesIn(
  counts: readonly number[],
  { minCount, trailing }: { minCount: number; trailing: number },
): { index: number; baseline: Baseline }[] {
  return counts.flatMap((count, index) => {
    if (count < minCount) return [];
    const baseline = baselineOf(counts.slice(Math.max(0, index - trailing), index));
    return baseline !== undefined && count >= spikeLimit(baseline, minCount) ? [{ index, baseline }] : [];
  });
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
