import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { caller, percentile, timed } from "./load.ts";
import { inFolder, startEcho } from "./processes.ts";

/** What the figures were measured on: they mean nothing without it. */
export async function machine(): Promise<Record<string, string | number>> {
  const trips = await roundTrips(300);
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    emptyLoopOf1e8Ms: Math.round(emptyLoop()),
    fsyncMs: Math.round((await inFolder(async (folder) => fsyncOf4k(folder))) * 100) / 100,
    bareHttpP50Ms: Math.round(percentile(trips, 0.5) * 100) / 100,
    bareHttpP99Ms: Math.round(percentile(trips, 0.99) * 100) / 100,
    loadAtStart: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

function emptyLoop(): number {
  const startedAt = performance.now();
  let sum = 0;
  for (let index = 0; index < 1e8; index += 1) sum ^= index;
  return performance.now() - startedAt + (sum === 0.5 ? 1 : 0);
}

/** One at a time with a rest between them, as jobs come at low load: no hub can be quicker. */
async function roundTrips(count: number): Promise<number[]> {
  const echo = await startEcho();
  const calls = caller(echo.url, 1);
  const times: number[] = [];
  while (times.length < count) {
    times.push(await timed(() => calls.post("/", {})));
    await sleep(5);
  }
  await calls.close();
  await echo.stop();
  return times;
}

function fsyncOf4k(folder: string): number {
  const file = openSync(join(folder, "fsync"), "w");
  const times = Array.from({ length: 50 }, () => {
    const startedAt = performance.now();
    writeSync(file, Buffer.alloc(4096));
    fsyncSync(file);
    return performance.now() - startedAt;
  });
  closeSync(file);
  return percentile(times, 0.5);
}
