import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Figure, Scale, Section } from "../figures.ts";
import { caller, percentile, succeeded, timed } from "../load.ts";
import { inFolder, startHub, startWorker } from "../processes.ts";
import { claimAndSettle, enqueue, openStore } from "../store-work.ts";

/** Whether a long queue slows the work down: the store alone, and a hub with two workers. */
export async function queueSize({ jobs, largeQueue, windowMs }: Scale): Promise<Section> {
  const small = await measure(Math.min(10_000, largeQueue), jobs / 4, 0);
  const large = await measure(largeQueue, jobs / 4, windowMs);
  const figures: Figure[] = [...small.figures, ...large.figures];
  figures.push({
    what: `store: ${largeQueue} queued against ${small.size}`,
    value: (large.settled / small.settled) * 100,
    unit: "%",
    goal: { atLeast: 90 },
  });
  return { name: "Long queues", figures };
}

async function measure(size: number, count: number, windowMs: number) {
  return inFolder(async (folder) => {
    const file = join(folder, "queue.db");
    const store = openStore(file);
    await enqueue(store, size, 1_000);
    const { claim, settle } = await claimAndSettle(store, count, 100);
    const settleMs = claim.wallMs + settle.wallMs;
    const listMs: number[] = [];
    for (const state of ["queued", "succeeded", "cancelled"] as const)
      listMs.push(await timed(() => store.list({ state, limit: 50 })));
    await store.close();
    const settled = (count / settleMs) * 1000;
    const figures: Figure[] = [
      { what: `store, ${size} queued: claim and settle`, value: settled, unit: "jobs/s" },
      { what: `store, ${size} queued: slowest page of a state`, value: percentile(listMs, 1), unit: "ms" },
    ];
    if (windowMs > 0) {
      const value = await drained(file, windowMs);
      figures.push({ what: `hub and two workers, ${size} queued`, value, unit: "jobs/s" });
    }
    return { size, settled, figures };
  });
}

async function drained(file: string, windowMs: number): Promise<number> {
  const hub = await startHub(`sqlite:${file}`);
  const calls = caller(hub.url, 2);
  const workers = await Promise.all(["w1", "w2"].map((id) => startWorker(hub.url, id, 100)));
  await sleep(windowMs / 4);
  const before = await succeeded(calls);
  const windowTook = await timed(() => sleep(windowMs));
  const done = (await succeeded(calls)) - before;
  await Promise.all(workers.map((worker) => worker.stop()));
  await calls.close();
  await hub.stop();
  return (done / windowTook) * 1000;
}
