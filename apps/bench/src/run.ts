import type { Part } from "./arguments.ts";
import type { Contender, Peer } from "./contender.ts";
import { recoveryTimes } from "./measure/recovery.ts";
import { throughputRound, type ThroughputRound } from "./measure/throughput.ts";
import { killAll } from "./processes.ts";
import { throughputRow, type RecoveryRow, type ThroughputRow } from "./results.ts";
import type { Scale } from "./scale.ts";

/** A recovery slower than this is measured once: more rounds would cost minutes and show the same. */
const REPEAT_BELOW_MS = 5_000;

export interface Outcome {
  readonly throughput: readonly ThroughputRow[];
  readonly recovery: readonly RecoveryRow[];
  readonly failures: readonly string[];
}

/** Every peer takes its turn in each round, so that what the machine does meanwhile hits all of them. */
export async function runAll(
  peers: readonly Peer[],
  parts: readonly Part[],
  scale: Scale,
  say: (line: string) => void,
): Promise<Outcome> {
  const failures: string[] = [];
  const rounds = new Map<Contender, ThroughputRound[]>();
  const recoveries = new Map<Contender, number[][]>();
  const attempt = async (what: string, work: () => Promise<string>): Promise<void> => {
    try {
      say(`${what}: ${await within(scale.turnCapMs, work())}`);
    } catch (error) {
      killAll();
      failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      say(failures.at(-1) ?? "");
    }
  };

  const throughput = parts.includes("throughput") ? peers.flatMap((peer) => peer.throughput) : [];
  const recovery = parts.includes("recovery") ? peers.flatMap((peer) => peer.recovery) : [];
  for (let round = 1; round <= scale.rounds; round += 1) {
    for (const contender of throughput) {
      await attempt(`round ${round}, ${contender.name}`, async () => {
        const found = await throughputRound(contender, scale);
        rounds.set(contender, [...(rounds.get(contender) ?? []), found]);
        const { singlePerS, batchedPerS } = found;
        return `${Math.round(singlePerS)} jobs/s singly, ${Math.round(batchedPerS ?? 0)} in batches`;
      });
    }
    for (const contender of recovery) {
      const before = recoveries.get(contender) ?? [];
      if (before.some((times) => times.length < scale.held || Math.max(...times) > REPEAT_BELOW_MS)) continue;
      await attempt(`round ${round}, killed worker, ${contender.name}, ${contender.settings}`, async () => {
        const times = await recoveryTimes(contender, scale);
        recoveries.set(contender, [...before, times]);
        return `${times.length} of ${scale.held}, the last after ${Math.round(Math.max(0, ...times))} ms`;
      });
    }
  }
  const { held, recoveryCapMs: capMs } = scale;
  return {
    throughput: [...rounds].map(([contender, found]) => throughputRow(contender, found)),
    recovery: [...recoveries].map(([contender, found]) => ({ contender, held, capMs, rounds: found })),
    failures,
  };
}

/** A peer that never answers must not keep the others from their turn. */
async function within<T>(capMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not through after ${capMs / 1_000} s`)), capMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
