import { jobData, type Running } from "../contender.ts";

export const SINGLE_LANES = 64;
const BATCH_LANES = 8;
export const BATCH = 100;

/** Runs `once` so often, with so many calls at a time. */
async function inLanes(times: number, lanes: number, once: () => Promise<unknown>): Promise<void> {
  let left = times;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (left > 0) {
        left -= 1;
        await once();
      }
    }),
  );
}

export async function submitSingly(running: Running, jobs: number): Promise<void> {
  const data = jobData("noop");
  await inLanes(jobs, SINGLE_LANES, () => running.submit(data));
}

/** @param jobs a multiple of the batch. */
export async function submitInBatches(
  submitMany: NonNullable<Running["submitMany"]>,
  jobs: number,
): Promise<void> {
  const data = Array.from({ length: BATCH }, () => jobData("noop"));
  await inLanes(jobs / BATCH, BATCH_LANES, () => submitMany(data));
}
