import { setTimeout as sleep } from "node:timers/promises";
import type { Figure, Scale, Section } from "../figures.ts";
import { caller, type Caller } from "../load.ts";
import { inFolder, startHub } from "../processes.ts";

/** The default of PIGEON_FD_HEARTBEAT_INTERVAL_MS, and the development profile's. */
const INTERVALS_MS = [30_000, 1_000];

/** What simulated workers that only send heartbeats cost the hub. Each interval's beats are spread evenly. */
export async function fleet({ fleets, windowMs }: Scale): Promise<Section> {
  const figures: Figure[] = [];
  for (const count of fleets) {
    for (const intervalMs of INTERVALS_MS) {
      // More beats than one sender can send say nothing about the hub.
      if ((count / intervalMs) * 1000 > 2_000) continue;
      const used = await inFolder((folder) => measure(count, intervalMs, windowMs, folder));
      const what = `${count} workers, a beat each ${intervalMs / 1000} s`;
      const asked = count === 1_000 && intervalMs === 30_000;
      figures.push(
        {
          what: `${what}: of one core`,
          value: used.cpu,
          unit: "%",
          ...(asked ? { goal: { atMost: 10 } } : {}),
        },
        {
          what: `${what}: resident memory`,
          value: used.mb,
          unit: "MB",
          ...(asked ? { goal: { atMost: 100 } } : {}),
        },
        { what: `${what}: beats answered`, value: used.beats, unit: "/s" },
      );
    }
  }
  return { name: "Fleets of heartbeating workers", figures };
}

async function measure(count: number, intervalMs: number, windowMs: number, folder: string) {
  const hub = await startHub(`sqlite:${folder}/fleet.db`, {
    PIGEON_FD_HEARTBEAT_INTERVAL_MS: String(intervalMs),
  });
  const calls = caller(hub.url, 32);
  let next = 0;
  await lanes(16, async () => {
    while (next < count) {
      const workerId = `w${next}`;
      next += 1;
      await calls.post("/v1/workers", { workerId, types: ["noop"], slots: 1 });
    }
  });
  await beat(calls, count, intervalMs, windowMs / 4);
  const before = hub.usage();
  const startedAt = performance.now();
  const beats = await beat(calls, count, intervalMs, windowMs);
  const tookMs = performance.now() - startedAt;
  const after = hub.usage();
  await calls.close();
  await hub.stop();
  return {
    cpu: ((after.cpuMs - before.cpuMs) / tookMs) * 100,
    mb: after.rss / 1e6,
    beats: (beats / tookMs) * 1000,
  };
}

/** Beats of all workers in turn, as many for each 10 ms as the interval asks for. */
async function beat(calls: Caller, count: number, intervalMs: number, forMs: number): Promise<number> {
  const startedAt = performance.now();
  let sent = 0;
  let answered = 0;
  const open = new Set<Promise<void>>();
  while (performance.now() - startedAt < forMs) {
    const due = ((performance.now() - startedAt) / intervalMs) * count;
    for (; sent < due && open.size < 256; sent += 1) {
      const call = calls
        .post(`/v1/workers/w${sent % count}/heartbeat`, { running: [], status: "ok" })
        .then(() => void (answered += 1))
        .finally(() => open.delete(call));
      open.add(call);
    }
    await sleep(10);
  }
  await Promise.all(open);
  return answered;
}

async function lanes(count: number, work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, work));
}
