import { setTimeout as sleep } from "node:timers/promises";
import { nowMs } from "../clock.ts";
import type { Running } from "../contender.ts";
import type { WorkerProcess } from "../worker-process.ts";

/** So long without any progress means that the rest will never be done. */
const GIVE_UP_MS = 30_000;
const LOOK_EVERY_MS = 5;

/** Keeps the books of one peer: what was submitted, handled and, by its own count, done. */
export interface Books {
  submitted: number;
}

/**
 * Waits until the workers have handled every job and the peer counts all of them as done. The peer is asked
 * only when the handlers are through, so that asking does not slow it down.
 *
 * @throws when a job was lost or ran twice, or when nothing happens for half a minute.
 */
export async function allDone(
  running: Running,
  workers: readonly WorkerProcess[],
  { submitted }: Books,
): Promise<void> {
  const handled = (): number => workers.reduce((sum, worker) => sum + worker.handled(), 0);
  await whileItFalls(async () => submitted - handled());
  await whileItFalls(async () => (await running.counts()).unfinished);
  const counts = await running.counts();
  const done = counts.done ?? submitted - counts.unfinished;
  if (handled() !== submitted || done !== submitted || counts.unfinished !== 0) {
    throw new Error(
      `of ${submitted} jobs submitted, handlers saw ${handled()}, the peer counts ${done} as done and ${counts.unfinished} as not done`,
    );
  }
}

/** Looks again and again until nothing is left, or until nothing has changed for too long. */
async function whileItFalls(left: () => Promise<number>): Promise<void> {
  let [before, changedAt] = [await left(), nowMs()];
  while (before > 0 && nowMs() < changedAt + GIVE_UP_MS) {
    await sleep(LOOK_EVERY_MS);
    const now = await left();
    if (now !== before) [before, changedAt] = [now, nowMs()];
  }
}
