import type { Contender } from "./contender.ts";
import type { ThroughputRound } from "./measure/throughput.ts";
import { median, percentile } from "./statistics.ts";

export interface ThroughputRow {
  readonly contender: Pick<Contender, "name" | "settings" | "durability">;
  readonly singlePerS: number;
  readonly batchedPerS: number | undefined;
  readonly startP50Ms: number;
  readonly startP99Ms: number;
  readonly resultP50Ms: number | undefined;
  readonly resultP99Ms: number | undefined;
}

export interface RecoveryRow {
  readonly contender: Pick<Contender, "name" | "settings" | "durability">;
  readonly held: number;
  readonly capMs: number;
  /** A list for each round. */
  readonly rounds: readonly (readonly number[])[];
}

/** Medians of the rounds; for percentiles the median of each round's percentile. */
export function throughputRow(
  contender: ThroughputRow["contender"],
  rounds: readonly ThroughputRound[],
): ThroughputRow {
  const batched = rounds.flatMap(({ batchedPerS }) => batchedPerS ?? []);
  const results = rounds.map(({ toResult }) => toResult).filter((times) => times.length > 0);
  const starts = rounds.map(({ toStart }) => toStart);
  const over = (lists: readonly (readonly number[])[], share: number): number =>
    median(lists.map((list) => percentile(list, share)));
  return {
    contender,
    singlePerS: median(rounds.map(({ singlePerS }) => singlePerS)),
    batchedPerS: batched.length === 0 ? undefined : median(batched),
    startP50Ms: over(starts, 0.5),
    startP99Ms: over(starts, 0.99),
    resultP50Ms: results.length === 0 ? undefined : over(results, 0.5),
    resultP99Ms: results.length === 0 ? undefined : over(results, 0.99),
  };
}
