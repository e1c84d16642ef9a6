import { setTimeout as sleep } from "node:timers/promises";
import type { Figure, Scale, Section } from "../figures.ts";
import { caller, percentile } from "../load.ts";
import { inFolder, startHub, startWorker } from "../processes.ts";
import { freePort, proxyTo } from "../proxy.ts";

const FAULTS = ["SIGKILL", "SIGSTOP", "partition"] as const;
const GIVE_UP_MS = 20_000;
/** The development profile's heartbeat is one second. */
const HEARTBEAT_MS = 1_000;

/** From the fault until the failed worker's jobs run on another one, in the development profile. */
export async function recovery({ held }: Scale): Promise<Section> {
  const figures: Figure[] = [];
  for (const fault of FAULTS) {
    const times = await inFolder((folder) => measure(fault, held, folder));
    const goal = { atMost: fault === "SIGKILL" ? 100 : 2.5 * HEARTBEAT_MS };
    figures.push(
      { what: `${fault}, median of ${held} jobs`, value: percentile(times, 0.5), unit: "ms", goal },
      { what: `${fault}, last of them`, value: percentile(times, 1), unit: "ms" },
    );
  }
  return { name: "Recovery, in the development profile (heartbeat 1 s)", figures };
}

async function measure(fault: (typeof FAULTS)[number], held: number, folder: string): Promise<number[]> {
  const hub = await startHub(`sqlite:${folder}/recovery.db`);
  const calls = caller(hub.url, 8);
  const port = await freePort();
  const toWorker = await proxyTo(() => port);
  const toHub = await proxyTo(() => Number(new URL(hub.url).port));
  const cutOff = fault === "partition";
  const failing = await startWorker(
    cutOff ? `http://127.0.0.1:${toHub.port}` : hub.url,
    "failing",
    held,
    cutOff ? { endpoint: `http://127.0.0.1:${toWorker.port}`, port } : undefined,
  );
  await calls.post("/v1/jobs/batch", {
    jobs: Array.from({ length: held }, () => ({ type: "hold", payload: 1 })),
  });
  while (failing.started.size < held) await sleep(5);
  const healthy = await startWorker(hub.url, "healthy", held);
  // Long enough for the detector to have learned the rhythm.
  await sleep(3 * HEARTBEAT_MS);
  const at = performance.timeOrigin + performance.now();
  if (cutOff) for (const proxy of [toWorker, toHub]) proxy.cut();
  else failing.signal(fault);
  while (healthy.started.size < held && performance.timeOrigin + performance.now() < at + GIVE_UP_MS)
    await sleep(5);
  const times = [...healthy.started.values()].map((started) => started - at);
  await Promise.all([failing.stop(), healthy.stop()]);
  for (const proxy of [toWorker, toHub]) proxy.close();
  await calls.close();
  await hub.stop();
  return times.length < held ? [Number.NaN] : times;
}
