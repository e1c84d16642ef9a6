import { createWorker } from "@pigeon/worker";
import type { JobData } from "../contender.ts";
import type { WorkerPlan } from "../worker-plan.ts";
import type { Handle } from "./handle.ts";

export async function hubWorker({ connection, capacity }: WorkerPlan, handle: Handle): Promise<void> {
  const handler = ({ payload }: { payload: unknown }): Promise<void> => handle(payload as JobData);
  const hubs = connection.split(",");
  const workers = hubs.map((hub) =>
    createWorker({
      hub,
      slots: Math.ceil(capacity / hubs.length),
      handlers: { noop: handler, probe: handler, hold: handler },
    }),
  );
  await Promise.all(workers.map((worker) => worker.start()));
}
