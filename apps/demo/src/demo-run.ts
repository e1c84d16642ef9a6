import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client, Job } from "@pigeon/client";
import type { Cluster } from "./cluster.ts";
import type { Progress } from "./progress.ts";
import type { Kill } from "./verdict.ts";

const BATCH = 500;

/** One job for each file, in batches. The keys make a repeated submission harmless. */
export async function submitAll(client: Client, files: readonly string[]): Promise<void> {
  for (let from = 0; from < files.length; from += BATCH) {
    const batch = files.slice(from, from + BATCH);
    await client.submitBatch(
      batch.map((file) => ({
        type: "file.stats",
        payload: { path: file },
        labels: { file },
        idempotencyKey: keyOf(file),
      })),
    );
  }
}

/** A path may be longer than a key. */
function keyOf(file: string): string {
  return createHash("sha256").update(file).digest("hex");
}

/** Follows the work to its end. Kills a worker at a third of the way, and the hub at two thirds. */
export async function followAndKill(
  client: Client,
  cluster: Cluster,
  total: number,
  progress: Progress,
): Promise<Kill[]> {
  const kills: Kill[] = [];
  for (;;) {
    const { jobs, throughput } = await client.status();
    const done = jobs.succeeded + jobs.dead + jobs.cancelled;
    progress.update(done, `${Math.round(throughput)} jobs/s`);
    if (done >= total) return kills;
    if (kills.length === 0 && done >= total / 3) {
      const victim = await busiestWorker(client);
      progress.say(`  kill -9 ${victim}, after ${done} jobs`);
      kills.push({ what: "worker", at: Date.now() });
      await cluster.workers.get(victim)?.kill();
    } else if (kills.length === 1 && done >= (total * 2) / 3) {
      progress.say(`  kill -9 the hub, after ${done} jobs, and start it again`);
      const at = Date.now();
      await cluster.hub.kill();
      await cluster.restartHub();
      kills.push({ what: "hub", at, backAt: Date.now() });
    }
    await sleep(20);
  }
}

/** The worker with the most leases: its death costs the most. */
async function busiestWorker(client: Client): Promise<string> {
  const workers = await client.listWorkers();
  return workers.reduce((most, worker) => (worker.running > most.running ? worker : most)).workerId;
}

export async function allJobs(client: Client): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const job of client.jobs({ limit: 500 })) jobs.push(job);
  return jobs;
}
