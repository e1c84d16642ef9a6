import { setTimeout as sleep } from "node:timers/promises";
import type { Scale, Section } from "../figures.ts";
import { caller, percentile, submitAll, timed, untilSucceeded, type Caller } from "../load.ts";
import { inFolder, startHub, startWorker } from "../processes.ts";

/** No-op jobs through a hub and two worker processes of 100 slots, and the time of one job alone. */
export async function endToEnd({ jobs, latencyJobs }: Scale): Promise<Section> {
  return inFolder(async (folder) => {
    const hub = await startHub(`sqlite:${folder}/end-to-end.db`);
    const workers = await Promise.all(["w1", "w2"].map((id) => startWorker(hub.url, id, 100)));
    const calls = caller(hub.url, 64);
    await run(calls, 1_000, 1, 64, 0);
    const times = await latencies(calls, latencyJobs);
    const before = 1_000 + latencyJobs;
    const singleMs = await run(calls, jobs, 1, 64, before);
    const batchMs = await run(calls, jobs, 100, 8, before + jobs);
    await Promise.all(workers.map((worker) => worker.stop()));
    await calls.close();
    await hub.stop();
    const at = (share: number): number => percentile(times, share);
    return {
      name: "End to end: submitted, run by one of two workers, result accepted",
      figures: [
        {
          what: "single submits, 64 connections",
          value: (jobs / singleMs) * 1000,
          unit: "jobs/s",
          goal: { atLeast: 10_000 },
        },
        {
          what: "batches of 100, 8 connections",
          value: (jobs / batchMs) * 1000,
          unit: "jobs/s",
          goal: { atLeast: 35_000 },
        },
        { what: "one job at a time, p50", value: at(0.5), unit: "ms", goal: { atMost: 2 } },
        { what: "one job at a time, p99", value: at(0.99), unit: "ms", goal: { atMost: 5 } },
      ],
    };
  });
}

async function run(
  calls: Caller,
  count: number,
  batch: number,
  lanes: number,
  before: number,
): Promise<number> {
  return timed(async () => {
    await submitAll(calls, count, batch, lanes);
    await untilSucceeded(calls, before + count);
  });
}

/** From before the submit to the result in the client's hands. */
async function latencies(calls: Caller, count: number): Promise<number[]> {
  const times: number[] = [];
  while (times.length < count) {
    times.push(
      await timed(async () => {
        const { id } = await calls.post<{ id: string }>("/v1/jobs", { type: "noop", payload: 1 });
        const { state } = await calls.get<{ state: string }>(`/v1/jobs/${id}?waitMs=10000`);
        if (state !== "succeeded") throw new Error(`a job is ${state}`);
      }),
    );
    await sleep(5);
  }
  return times;
}
