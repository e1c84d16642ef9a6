import { createPostgresBackend, Worker } from "bullmq";
import type { WorkerPlan } from "../worker-plan.ts";
import type { JobData } from "../contender.ts";
import type { Handle } from "./handle.ts";

export async function bullmqPostgresWorker(plan: WorkerPlan, handle: Handle): Promise<void> {
  const worker = new Worker(
    "bench",
    async ({ data }: { data: JobData }) => handle(data),
    {
      connection: { connectionString: plan.connection, max: 20 },
      concurrency: plan.capacity,
      ...plan.settings,
    },
    createPostgresBackend,
  );
  worker.on("error", (error) => process.stderr.write(`bullmq worker: ${error.message}\n`));
  await worker.waitUntilReady();
}
