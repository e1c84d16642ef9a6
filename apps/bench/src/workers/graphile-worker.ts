import { Logger, run } from "graphile-worker";
import type { JobData } from "../contender.ts";
import type { WorkerPlan } from "../worker-plan.ts";
import type { Handle } from "./handle.ts";

export async function graphileWorker(plan: WorkerPlan, handle: Handle): Promise<void> {
  const { connection, capacity, settings } = plan;
  await run({
    preset: { worker: { connectionString: connection, concurrentJobs: capacity, ...settings } },
    logger: new Logger(() => () => undefined),
    noHandleSignals: true,
    parsedCronItems: [],
    taskList: { bench: (payload) => handle(payload as JobData) },
  });
}
