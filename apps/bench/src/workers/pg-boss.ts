import { PgBoss, type WorkOptions } from "pg-boss";
import type { JobData } from "../contender.ts";
import type { WorkerPlan } from "../worker-plan.ts";
import type { Handle } from "./handle.ts";

export interface PgBossWorkerSettings {
  readonly boss?: Readonly<Record<string, unknown>>;
  readonly work?: WorkOptions;
}

export async function pgBossWorker(plan: WorkerPlan, handle: Handle): Promise<void> {
  const { boss: options, work = {} } = plan.settings as PgBossWorkerSettings;
  const boss = new PgBoss({ connectionString: plan.connection, ...options });
  boss.on("error", (error) => process.stderr.write(`pg-boss worker: ${error.message}\n`));
  await boss.start();
  await boss.work<JobData>("bench", work, async (jobs: readonly { data: JobData }[]) => {
    await Promise.all(jobs.map(({ data }) => handle(data)));
  });
}
