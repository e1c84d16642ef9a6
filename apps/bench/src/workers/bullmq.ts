import { Worker } from "bullmq";
import type { JobData } from "../contender.ts";
import type { WorkerPlan } from "../worker-plan.ts";
import type { Handle } from "./handle.ts";

export async function bullmqWorker(plan: WorkerPlan, handle: Handle): Promise<void> {
  const worker = new Worker<JobData>("bench", async ({ data }) => handle(data), {
    connection: { host: "127.0.0.1", port: Number(plan.connection) },
    concurrency: plan.capacity,
    ...plan.settings,
  });
  worker.on("error", (error) => process.stderr.write(`bullmq worker: ${error.message}\n`));
  await worker.waitUntilReady();
}
