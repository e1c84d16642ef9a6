import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { percentile } from "./load.ts";
import { inFolder } from "./processes.ts";

/** What the figures were measured on: they mean nothing without it. */
export async function machine(): Promise<Record<string, string | number>> {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    emptyLoopOf1e8Ms: Math.round(emptyLoop()),
    fsyncMs: Math.round((await inFolder(async (folder) => fsyncOf4k(folder))) * 100) / 100,
    loadAtStart: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

function emptyLoop(): number {
  const startedAt = performance.now();
  let sum = 0;
  for (let index = 0; index < 1e8; index += 1) sum ^= index;
  return performance.now() - startedAt + (sum === 0.5 ? 1 : 0);
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
