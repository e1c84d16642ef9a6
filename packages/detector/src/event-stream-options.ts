import { describeValue, DetectorOptionsError, type OptionProblem } from "./options-error.ts";

/** Options of `events()`. */
export interface EventStreamOptions {
  /** Ends the iteration at once when it aborts, without an error; what was not read yet is dropped. */
  signal?: AbortSignal | undefined;
  /**
   * Events kept for a slow reader; of more the oldest are dropped, and a `dropped` event tells how many.
   * Whole number, 1..100000, default 1000.
   */
  maxBuffered?: number | undefined;
}

const DEFAULT_MAX_BUFFERED = 1000;

/** @throws {DetectorOptionsError} listing all problems. */
export function readEventStreamOptions(options: EventStreamOptions): {
  signal: AbortSignal | undefined;
  maxBuffered: number;
} {
  const { signal, maxBuffered = DEFAULT_MAX_BUFFERED, ...others } = options;
  const problems: OptionProblem[] = [];
  if (!Number.isInteger(maxBuffered) || maxBuffered < 1 || maxBuffered > 100_000) {
    problems.push({
      option: "maxBuffered",
      received: describeValue(maxBuffered),
      expected: "a whole number from 1 to 100000",
    });
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    problems.push({ option: "signal", received: describeValue(signal), expected: "an AbortSignal" });
  }
  for (const [option, value] of Object.entries(others)) {
    const received = `a value of type ${typeof value}`;
    problems.push({ option, received, expected: "one of the options signal, maxBuffered" });
  }
  if (problems.length > 0) throw new DetectorOptionsError(problems);
  return { signal, maxBuffered };
}
