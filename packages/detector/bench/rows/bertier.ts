import type { DeadlinePolicy } from "../../src/deadline-policy.ts";

const SAMPLES = 1000;
const [GAMMA, BETA, PHI] = [0.1, 1, 4];
const [INTERVAL, COUNT, EARLY, DELAY, DEVIATION] = [0, 1, 2, 3, 4];

/**
 * Bertier, Marin and Sens, "Implementation and performance evaluation of an adaptable failure detector"
 * (2002): Chen's expected arrival and a margin that Jacobson's estimate of its errors gives. As published,
 * the margin has no floor: on a quiet network it is almost nothing, hence its many mistakes. Numbers of
 * heartbeats are inferred by rounding; the mean of the last 1,000 is an exponential one once there are so many.
 */
export function bertier(): DeadlinePolicy {
  const expectedMs = (memory: Float64Array, at: number): number =>
    Math.max((memory[at + INTERVAL] ?? 0) / 4, (memory[at + INTERVAL] ?? 0) + (memory[at + EARLY] ?? 0));
  return {
    name: "Bertier",
    memorySize: 5,
    begin(memory, at, intervalMs) {
      memory.fill(0, at, at + 5);
      memory[at + INTERVAL] = intervalMs;
      memory[at + COUNT] = 1;
      memory[at + DEVIATION] = intervalMs / 4;
    },
    learn(memory, at, gapMs) {
      const intervalMs = memory[at + INTERVAL] ?? 0;
      const numbers = Math.max(1, Math.round(gapMs / intervalMs));
      // How late it came against the expectation for its own number.
      const error = gapMs - numbers * intervalMs - (memory[at + EARLY] ?? 0) - (memory[at + DELAY] ?? 0);
      memory[at + DELAY] = (memory[at + DELAY] ?? 0) + GAMMA * error;
      memory[at + DEVIATION] =
        (memory[at + DEVIATION] ?? 0) + GAMMA * (Math.abs(error) - (memory[at + DEVIATION] ?? 0));
      const count = Math.min(SAMPLES, (memory[at + COUNT] ?? 0) + 1);
      memory[at + COUNT] = count;
      memory[at + EARLY] = (1 - 1 / count) * ((memory[at + EARLY] ?? 0) - (gapMs - numbers * intervalMs));
    },
    expectedMs,
    limitMs: (memory, at) =>
      Math.max(
        1,
        expectedMs(memory, at) + BETA * (memory[at + DELAY] ?? 0) + PHI * (memory[at + DEVIATION] ?? 0),
      ),
  };
}
