import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Figure, Scale, Section } from "../figures.ts";
import { caller, percentile, succeeded, timed } from "../load.ts";
import type { Store } from "../../src/store/port.ts";
import { inFolder, startHub, startWorker } from "../processes.ts";
import { claimAndSettle, enqueue, openStore } from "../store-work.ts";

/** Whether a long queue slows the work down: the store alone, and a hub with two workers. */
export async function queueSize({ jobs, largeQueue, windowMs }: Scale): Promise<Section> {
  return inFolder(async (folder) => {
    const file = join(folder, "large.db");
    const small = await filled(join(folder, "small.db"), Math.min(10_000, largeQueue));
    const large = await filled(file, largeQueue);
    // In turns, so that whatever else the machine does slows both down.
    for (let turn = 0; turn < TURNS; turn += 1)
      for (const queue of [small, large]) await work(queue, jobs / 4 / TURNS);
    const figures = [...(await figuresOf(small)), ...(await figuresOf(large))];
    for (const { store } of [small, large]) await store.close();
    const value = await drained(file, windowMs);
    figures.push(
      { what: `hub and two workers, ${large.size} queued`, value, unit: "jobs/s" },
      {
        what: `store: ${large.size} queued against ${small.size}, by processor time`,
        value: (small.cpuMs / large.cpuMs) * 100,
        unit: "%",
        goal: { atLeast: 90 },
      },
    );
    return { name: "Long queues", figures };
  });
}

const TURNS = 5;

interface Queue {
  readonly size: number;
  readonly store: Store;
  done: number;
  wallMs: number;
  cpuMs: number;
}

async function filled(file: string, size: number): Promise<Queue> {
  const store = openStore(file);
  await enqueue(store, size, 1_000);
  return { size, store, done: 0, wallMs: 0, cpuMs: 0 };
}

async function work(queue: Queue, count: number): Promise<void> {
  const { claim, settle } = await claimAndSettle(queue.store, count, 100);
  queue.done += count;
  queue.wallMs += claim.wallMs + settle.wallMs;
  queue.cpuMs += claim.cpuMs + settle.cpuMs;
}

async function figuresOf({ size, store, done, wallMs }: Queue): Promise<Figure[]> {
  const listMs: number[] = [];
  for (const state of ["queued", "succeeded", "cancelled"] as const)
    listMs.push(await timed(() => store.list({ state, limit: 50 })));
  return [
    { what: `store, ${size} queued: claim and settle`, value: (done / wallMs) * 1000, unit: "jobs/s" },
    { what: `store, ${size} queued: slowest page of a state`, value: percentile(listMs, 1), unit: "ms" },
  ];
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
