import { nowMs } from "../clock.ts";
import type { JobData } from "../contender.ts";
import type { WorkerMessage, WorkerPlan } from "../worker-plan.ts";

/** How often the parent is told the count, in ms: seldom enough to cost nothing. */
const TELL_EVERY_MS = 20;

export function tell(message: WorkerMessage): void {
  process.send?.(message);
}

export type Handle = (data: JobData) => Promise<void>;

/** The handler that every peer's worker runs. */
export function handlerFor(role: WorkerPlan["role"]): Handle {
  let handled = 0;
  let told = 0;
  setInterval(() => {
    if (handled === told) return;
    told = handled;
    tell({ kind: "handled", count: handled });
  }, TELL_EVERY_MS);
  return async ({ type, key }) => {
    if (type !== "noop") tell({ kind: "started", key, atMs: nowMs() });
    if (type === "hold" && role === "holder") await Promise.race([]);
    handled += 1;
  };
}
