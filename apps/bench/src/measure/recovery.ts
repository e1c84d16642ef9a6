import { setTimeout as sleep } from "node:timers/promises";
import { nowMs } from "../clock.ts";
import { jobData, type Contender } from "../contender.ts";
import { inFolder } from "../processes.ts";
import type { Scale } from "../scale.ts";
import { startWorker, type WorkerProcess } from "../worker-process.ts";
import { allDone } from "./all-done.ts";

/** Time to hold the jobs before the kill, so that nothing is measured of the start. */
const SETTLE_MS = 3_000;
const LOOK_EVERY_MS = 5;

/** From the SIGKILL until each held job began elsewhere, in ms; fewer than held when the cap came first. */
export async function recoveryTimes(contender: Contender, { held, recoveryCapMs }: Scale): Promise<number[]> {
  return inFolder(async (folder) => {
    const running = await contender.start(folder);
    const workers: WorkerProcess[] = [];
    try {
      const plan = { ...running.workers, capacity: held };
      const holder = await startWorker({ ...plan, role: "holder" });
      workers.push(holder);
      for (let index = 0; index < held; index += 1) await running.submit(jobData("hold", `hold-${index}`));
      while (holder.started.size < held) await sleep(LOOK_EVERY_MS);
      const finisher = await startWorker({ ...plan, role: "finisher" });
      workers.push(finisher);
      await sleep(SETTLE_MS);

      const killedAt = nowMs();
      await holder.kill();
      while (finisher.started.size < held && nowMs() < killedAt + recoveryCapMs) await sleep(LOOK_EVERY_MS);
      // The finisher ends them at once: each must be done, and only once.
      if (finisher.started.size === held) await allDone(running, [finisher], { submitted: held });
      return [...finisher.started.values()].map((atMs) => atMs - killedAt);
    } finally {
      await Promise.all(workers.map((worker) => worker.kill()));
      await running.stop();
    }
  });
}
