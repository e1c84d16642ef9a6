import { MAX_TIMER_MS } from "@pigeon/protocol";
import type { HubLink } from "./hub-link.ts";
import type { ResultsSender } from "./results-sender.ts";
import type { Runner } from "./runner.ts";
import type { System } from "./system.ts";

export interface LeaveInput {
  readonly link: HubLink;
  /** The worker's own path at the hub. */
  readonly path: string;
  readonly system: System;
  readonly runner: Runner;
  readonly sender: ResultsSender;
  readonly drainMs: number;
  /** The hub may know this worker. */
  readonly atHub: boolean;
}

const CALL_TIMEOUT_MS = 5000;
/** What aborted handlers get to end in. */
const ABORT_GRACE_MS = 1000;
/** How long the last results may wait for a hub that is away. */
const FLUSH_MS = 5000;

/** Drains, lets attempts end, aborts the rest, sends the results and signs off. */
export async function leave({
  link,
  path,
  system,
  runner,
  sender,
  drainMs,
  atHub,
}: LeaveInput): Promise<void> {
  runner.drain();
  const drained = atHub
    ? link.call({ method: "POST", path: `${path}/drain`, timeoutMs: CALL_TIMEOUT_MS })
    : undefined;
  await within(system, drainMs, (signal) => runner.idle(signal));
  if (runner.running > 0) {
    runner.abandon();
    await within(system, ABORT_GRACE_MS, (signal) => runner.idle(signal));
  }
  await within(system, FLUSH_MS, (signal) => sender.flushed(signal));
  runner.cancelAll("stopped");
  await drained;
  if (atHub) await link.call({ method: "DELETE", path, timeoutMs: CALL_TIMEOUT_MS });
}

async function within(
  system: System,
  ms: number,
  act: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const deadline = new AbortController();
  const cancel = system.after(Math.min(ms, MAX_TIMER_MS), () => deadline.abort());
  await act(deadline.signal);
  cancel();
}
