import type { DeadlinePolicy } from "../../src/deadline-policy.ts";

const SAMPLES = 1000;
const THRESHOLD = 8;

/**
 * Phi as Cassandra computes it: gaps taken for exponential, so phi is the silence in means, by log10 e,
 * and 8 is reached after 18.4 means. The first sample, and the longest gap that is learned, is two
 * promised intervals.
 * Source: `org.apache.cassandra.gms.FailureDetector` and its `ArrivalWindow`, at their defaults.
 */
export function cassandra(): DeadlinePolicy {
  const limitMs = (memory: Float64Array, at: number): number =>
    THRESHOLD * Math.LN10 * ((memory[at + 2] ?? 0) / (memory[at + 1] ?? 0));
  return {
    name: "Cassandra",
    memorySize: 4 + SAMPLES,
    begin(memory, at, intervalMs) {
      memory.fill(0, at, at + 4 + SAMPLES);
      memory[at] = 2 * intervalMs;
      add(memory, at, 2 * intervalMs);
    },
    learn(memory, at, gapMs) {
      if (gapMs <= (memory[at] ?? 0)) add(memory, at, gapMs);
    },
    limitMs,
    expectedMs: (memory, at) => limitMs(memory, at) / (THRESHOLD * Math.LN10),
  };
}

/** Memory: the longest gap, count, sum, next, then the gaps. */
function add(memory: Float64Array, at: number, gapMs: number): void {
  const next = memory[at + 3] ?? 0;
  const slot = at + 4 + next;
  memory[at + 1] = Math.min(SAMPLES, (memory[at + 1] ?? 0) + 1);
  memory[at + 2] = (memory[at + 2] ?? 0) + gapMs - (memory[slot] ?? 0);
  memory[at + 3] = (next + 1) % SAMPLES;
  memory[slot] = gapMs;
}
