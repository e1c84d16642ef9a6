import { setTimeout as sleep } from "node:timers/promises";
import { nowMs } from "../clock.ts";
import type { Running } from "../contender.ts";
import type { WorkerProcess } from "../worker-process.ts";

const GIVE_UP_MS = 120_000;
const LOOK_EVERY_MS = 5;

/** Keeps the books of one peer: what was submitted, handled and, by its own count, done. */
export interface Books {
  submitted: number;
}

/**
 * Waits until the workers have handled every job and the peer counts all of them as done. The peer is asked
 * only when the handlers are through, so that asking does not slow it down.
 *
 * @throws when a job was lost or ran twice, or when it takes more than two minutes.
 */
export async function allDone(
  running: Running,
  workers: readonly WorkerProcess[],
  { submitted }: Books,
): Promise<void> {
  const until = nowMs() + GIVE_UP_MS;
  const handled = (): number => workers.reduce((sum, worker) => sum + worker.handled(), 0);
  while (handled() < submitted && nowMs() < until) await sleep(LOOK_EVERY_MS);
  let counts = await running.counts();
  while (counts.unfinished > 0 && nowMs() < until) {
    await sleep(LOOK_EVERY_MS);
    counts = await running.counts();
  }
  const done = counts.done ?? submitted - counts.unfinished;
  if (handled() !== submitted || done !== submitted || counts.unfinished !== 0) {
    throw new Error(
      `of ${submitted} jobs submitted, handlers saw ${handled()}, the peer counts ${done} as done and ${counts.unfinished} as not done`,
    );
  }
}
