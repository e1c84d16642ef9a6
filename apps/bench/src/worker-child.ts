// A worker's process: the library that its plan names, with the handler that all share.
import type { WorkerPlan } from "./worker-plan.ts";
import { handlerFor, tell, type Handle } from "./workers/handle.ts";

const plan = JSON.parse(process.argv[2] ?? "") as WorkerPlan;
// Whatever ends the bench ends its workers.
process.on("disconnect", () => process.exit(0));
await start(plan, handlerFor(plan.role));
tell({ kind: "ready" });

/** Imports only the library that is measured. */
async function start(plan: WorkerPlan, handle: Handle): Promise<void> {
  switch (plan.kind) {
    case "hub":
      return (await import("./workers/hub.ts")).hubWorker(plan, handle);
    case "bullmq":
      return (await import("./workers/bullmq.ts")).bullmqWorker(plan, handle);
    case "bullmq-postgres":
      return (await import("./workers/bullmq-postgres.ts")).bullmqPostgresWorker(plan, handle);
    case "pg-boss":
      return (await import("./workers/pg-boss.ts")).pgBossWorker(plan, handle);
    case "graphile-worker":
      return (await import("./workers/graphile-worker.ts")).graphileWorker(plan, handle);
    case "beanstalkd":
      return (await import("./workers/beanstalkd.ts")).beanstalkdWorker(plan, handle);
  }
}
