import type { HubLoad } from "./hub-port.ts";
import { launch, type Report } from "./launch.ts";
import type { Action } from "./plan-types.ts";
import { NOBODY } from "./look.ts";
import { ask, askHub, type Parts } from "./ports.ts";

type TerminateAction = Extract<Action, { readonly kind: "terminate" }>;

/** Ends an action that failed, so that those after it are still done. */
async function guarded(work: () => Promise<Report>): Promise<Report> {
  try {
    return await work();
  } catch (error) {
    return { outcome: "failed", detail: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Does what was planned. One failure stops nothing else, but for launches that would fail alike. Returns why
 * the cloud refused to launch, if it did.
 */
export async function act(parts: Parts, actions: readonly Action[]): Promise<string | undefined> {
  let stopped: Report | undefined;
  for (const action of actions) {
    if (action.kind === "terminate") continue;
    if (action.kind === "launch" && stopped !== undefined) continue;
    const report = await guarded(() => doOne(parts, action));
    if (report.stop !== undefined) stopped = report;
    tellOf(parts, action, report);
  }
  const terminations = actions.filter((action) => action.kind === "terminate");
  if (terminations.length > 0) await terminateAll(parts, terminations);
  return stopped?.stop === "denied" ? stopped.detail : undefined;
}

async function doOne(parts: Parts, action: Exclude<Action, TerminateAction>): Promise<Report> {
  const { hub, memory, tally } = parts;
  switch (action.kind) {
    case "launch":
      return await launch(parts, action);
    case "drain":
      await askHub(parts, "draining", (signal) => hub.drain(action.workerId, signal), undefined);
      if (action.surplus) memory.surplus.add(action.instanceId);
      else memory.surplus.delete(action.instanceId);
      tally.drained += 1;
      return { outcome: "done", detail: action.reason };
    case "undrain": {
      memory.surplus.delete(action.instanceId);
      const taken = await ask(parts, "undraining", (signal) => hub.undrain(action.workerId, signal));
      if (!taken) return { outcome: "skipped", detail: "the hub cannot take a drain back" };
      tally.undrained += 1;
      return { outcome: "done", detail: action.reason };
    }
    case "forget":
      await askHub(parts, "removing a worker", (signal) => hub.remove(action.workerId, signal), undefined);
      return { outcome: "done", detail: action.reason };
  }
}

/** All in one call, after one more look at the hub: between the plan and now a worker may have got a job. */
async function terminateAll(parts: Parts, actions: readonly TerminateAction[]): Promise<void> {
  const { cloud, hub, memory, tally, now } = parts;
  const failed = (operation: string, error: unknown): void => parts.tell({ type: "error", operation, error });
  try {
    const load = await askHub(parts, "asking the hub", (signal) => hub.load(signal), NOBODY);
    const sure = actions.filter((action) => {
      const objection = objectionTo(action, load);
      if (objection !== undefined) tellOf(parts, action, { outcome: "skipped", detail: objection });
      return objection === undefined;
    });
    for (const { recheck, workerId } of sure) {
      // Its jobs go to others now, and not when the detector has noticed.
      if (recheck === "nothing" && workerId !== undefined) {
        await askHub(parts, "removing a worker", (signal) => hub.remove(workerId, signal), undefined);
      }
    }
    if (sure.length === 0) return;
    const ids = sure.map(({ instanceId }) => instanceId);
    const outcomes = await ask(parts, "terminating", (signal) => cloud.terminate(ids, signal));
    for (const [index, action] of sure.entries()) {
      const answer = outcomes[index];
      const done = answer?.kind === "terminated";
      if (done) {
        memory.terminated(action.instanceId, now());
        // Its launch did not fail: nobody waits for it any more.
        memory.boots.get(action.instanceId)?.ignore();
        memory.boots.delete(action.instanceId);
        tally.terminated += 1;
      }
      const detail = done ? action.reason : (answer?.reason ?? "the cloud did not say");
      tellOf(parts, action, {
        outcome: done ? "done" : answer?.kind === "denied" ? "failed" : "unsure",
        detail,
      });
    }
  } catch (error) {
    failed("terminating", error);
  }
}

/** Why an instance must not be terminated after all. */
function objectionTo({ instanceId, recheck }: TerminateAction, load: HubLoad): string | undefined {
  const workers = load.workers.filter((worker) => worker.instanceId === instanceId);
  switch (recheck) {
    case "nothing":
      return undefined;
    case "empty":
      return workers.length > 0 ? "a worker has registered meanwhile" : undefined;
    case "idle":
      return workers.some(({ running, draining }) => running > 0 || !draining)
        ? "its worker has work again"
        : undefined;
  }
}

function tellOf({ tell }: Parts, action: Action, { outcome, detail, instanceId }: Report): void {
  tell({ type: "action", action, outcome, detail, ...(instanceId !== undefined && { instanceId }) });
}
