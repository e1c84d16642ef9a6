import { once } from "node:events";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { nowMs } from "./clock.ts";
import { end, forkHere, inFolder } from "./processes.ts";
import { percentile } from "./statistics.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly platform: string;
  readonly fsyncMs: number;
  readonly httpP50Ms: number;
  readonly httpP99Ms: number;
  /** Load average of the last minute before the run: anything near or above 1 spoils the figures. */
  readonly loadAtStart: number;
}

export async function machine(): Promise<Machine> {
  const loadAtStart = loadavg()[0] ?? 0;
  const trips = await roundTrips(500);
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    fsyncMs: await inFolder(async (folder) => fsyncOf4k(join(folder, "fsync"))),
    httpP50Ms: percentile(trips, 0.5),
    httpP99Ms: percentile(trips, 0.99),
    loadAtStart,
  };
}

function fsyncOf4k(path: string): number {
  const file = openSync(path, "w");
  const times = Array.from({ length: 200 }, () => {
    const startedAt = nowMs();
    writeSync(file, Buffer.alloc(4096));
    fsyncSync(file);
    return nowMs() - startedAt;
  });
  closeSync(file);
  return percentile(times, 0.5);
}

/** POSTs to a bare server in another process, one at a time with a rest between them. */
async function roundTrips(count: number): Promise<number[]> {
  const child = forkHere("echo-child.ts", []);
  const [{ port }] = (await once(child, "message")) as [AddressInfo];
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
  const times: number[] = [];
  for (let index = 0; index < count + 100; index += 1) {
    const startedAt = nowMs();
    const { body } = await pool.request({ method: "POST", path: "/", body: "{}" });
    await body.text();
    // The first hundred warm up.
    if (index >= 100) times.push(nowMs() - startedAt);
    await sleep(2);
  }
  await pool.destroy();
  await end(child, "SIGKILL");
  return times;
}
