import { nowMs } from "../clock.ts";
import type { Contender } from "../contender.ts";
import { inFolder } from "../processes.ts";
import type { Scale } from "../scale.ts";
import { startWorker, type WorkerProcess } from "../worker-process.ts";
import { allDone, type Books } from "./all-done.ts";
import { latencies, type Latencies } from "./latency.ts";
import { submitInBatches, submitSingly } from "./submit-all.ts";

export interface ThroughputRound extends Latencies {
  readonly singlePerS: number;
  /** Undefined where the peer takes no batches, or is too slow for one. */
  readonly batchedPerS: number | undefined;
}

/** One round of one contender, from empty: its server, two workers, this process as the submitter. */
export async function throughputRound(contender: Contender, scale: Scale): Promise<ThroughputRound> {
  return inFolder(async (folder) => {
    const running = await contender.start(folder);
    const waiting = new Map<string, (atMs: number) => void>();
    const onStarted = (key: string, atMs: number): void => waiting.get(key)?.(atMs);
    const workers: WorkerProcess[] = [];
    try {
      const plan = { ...running.workers, role: "finisher" } as const;
      workers.push(await startWorker(plan, onStarted), await startWorker(plan, onStarted));
      const books: Books = { submitted: 0 };
      const perS = async (jobs: number, submit: () => Promise<void>): Promise<number> => {
        const startedAt = nowMs();
        await submit();
        books.submitted += jobs;
        await allDone(running, workers, books);
        return (jobs / (nowMs() - startedAt)) * 1_000;
      };
      const slow = contender.slow === true;
      const warmUp = slow ? 1 : scale.warmUpJobs;
      await perS(warmUp, () => submitSingly(running, warmUp));

      const probes = slow || contender.polls === true ? scale.slowJobs : scale.probes;
      const found = await latencies(running, probes, (key) => new Promise((tell) => waiting.set(key, tell)));
      books.submitted += probes;
      await allDone(running, workers, books);

      const single = slow ? scale.slowJobs : scale.singleJobs;
      const singlePerS = await perS(single, () => submitSingly(running, single));
      const { submitMany } = running;
      if (slow || submitMany === undefined) return { ...found, singlePerS, batchedPerS: undefined };
      const { warmUpJobs, batchedJobs } = scale;
      await perS(warmUpJobs, () => submitInBatches(submitMany, warmUpJobs));
      const batchedPerS = await perS(batchedJobs, () => submitInBatches(submitMany, batchedJobs));
      return { ...found, singlePerS, batchedPerS };
    } finally {
      await Promise.all(workers.map((worker) => worker.kill()));
      await running.stop();
    }
  });
}
