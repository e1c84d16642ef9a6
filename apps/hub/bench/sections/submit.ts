import type { Scale, Section } from "../figures.ts";
import { caller, submitAll, timed } from "../load.ts";
import { inFolder, startHub } from "../processes.ts";

/** Jobs accepted per second, on disk before the answer, with nobody to run them. */
export async function submit({ jobs }: Scale): Promise<Section> {
  return inFolder(async (folder) => {
    const hub = await startHub(`sqlite:${folder}/submit.db`);
    const calls = caller(hub.url, 64);
    await submitAll(calls, jobs / 10, 1, 64);
    const singleMs = await timed(() => submitAll(calls, jobs, 1, 64));
    const batchMs = await timed(() => submitAll(calls, jobs * 2, 100, 8));
    await calls.close();
    await hub.stop();
    return {
      name: "Submit",
      figures: [
        { what: "single, 64 connections", value: (jobs / singleMs) * 1000, unit: "jobs/s" },
        { what: "batches of 100, 8 connections", value: (2 * jobs * 1000) / batchMs, unit: "jobs/s" },
      ],
    };
  });
}
