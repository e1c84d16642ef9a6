import type { Instance } from "./cloud.ts";
import type { HubWorker } from "./hub-port.ts";
import type { Patience } from "./patience.ts";
import type { Sighting } from "./sightings.ts";
import { seconds } from "./words.ts";

/** How an instance stands, of all that the cloud and the hub say of it together. */
export type Condition =
  /** It is ending or has ended. `worker`: the hub does not know yet. */
  | { readonly kind: "ended"; readonly worker?: HubWorker | undefined }
  /** No worker yet, and in time. */
  | { readonly kind: "booting" }
  /** It takes jobs, or will again. */
  | { readonly kind: "serving"; readonly worker: HubWorker }
  /** It gets no new jobs and still runs some. */
  | { readonly kind: "draining"; readonly worker: HubWorker }
  /** It gets no new jobs and runs none. */
  | { readonly kind: "drained"; readonly worker: HubWorker }
  /** It has to go, once its jobs are done. */
  | { readonly kind: "failing"; readonly worker: HubWorker; readonly reason: string }
  /** There is no use in waiting for it. */
  | { readonly kind: "failed"; readonly worker?: HubWorker | undefined; readonly reason: string };

/**
 * The verdict. The hub's detector and the cloud's status checks are heard together: when both accuse, the
 * instance goes at once; when one does, only after a grace; and while the hub holds its verdicts back
 * (`suspect`) none of its accusations counts.
 */
export function conditionOf(
  instance: Instance,
  worker: HubWorker | undefined,
  since: Sighting,
  suspect: boolean,
  patience: Patience,
  now: number,
): Condition {
  const { state } = instance;
  if (state === "shutting-down" || state === "terminated") return { kind: "ended", worker };
  if (state === "stopping" || state === "stopped") {
    return { kind: "failed", worker, reason: `the instance is ${state}` };
  }
  const { interruptionAt } = instance;
  const taken = interruptionAt && `the cloud takes it away in ${seconds(Math.max(0, interruptionAt - now))}`;
  if (worker === undefined) {
    return taken ? { kind: "failed", reason: taken } : withoutWorker(instance, since, patience, now);
  }
  const unhealthyMs = suspect ? undefined : age(since.unhealthy, now);
  const impairedMs = age(since.impaired, now);
  if (unhealthyMs !== undefined && impairedMs !== undefined) {
    const reason = "its worker is unhealthy and its status checks fail";
    return { kind: "failed", worker, reason };
  }
  if (unhealthyMs !== undefined && unhealthyMs >= patience.unhealthyGraceMs) {
    return { kind: "failed", worker, reason: `its worker has been unhealthy for ${seconds(unhealthyMs)}` };
  }
  if (worker.draining) return draining(worker, age(since.draining, now) ?? 0, patience);
  if (taken) return { kind: "failing", worker, reason: taken };
  if (impairedMs !== undefined && impairedMs >= patience.impairedGraceMs) {
    return { kind: "failing", worker, reason: `its status checks have failed for ${seconds(impairedMs)}` };
  }
  return { kind: "serving", worker };
}

/** A new instance is looked at for the first time within this time, by whoever launched it. */
const FIRST_LOOK_MS = 60_000;

function withoutWorker(instance: Instance, since: Sighting, patience: Patience, now: number): Condition {
  const agedMs = now - instance.launchedAt;
  if (agedMs < patience.bootDeadlineMs) return { kind: "booting" };
  const { workerMissing = now } = since;
  const missingMs = now - workerMissing;
  if (missingMs < patience.orphanGraceMs) return { kind: "booting" };
  // Nobody saw it with a worker, from its launch on.
  const reason =
    workerMissing - instance.launchedAt < FIRST_LOOK_MS
      ? `no worker registered within ${seconds(patience.bootDeadlineMs)} of its launch`
      : `it has had no worker for ${seconds(missingMs)}`;
  return { kind: "failed", reason };
}

function draining(worker: HubWorker, drainingMs: number, patience: Patience): Condition {
  if (worker.running === 0) return { kind: "drained", worker };
  if (drainingMs < patience.drainDeadlineMs) return { kind: "draining", worker };
  const jobs = worker.running === 1 ? "1 job" : `${worker.running} jobs`;
  return {
    kind: "failed",
    worker,
    reason: `${jobs} did not end within ${seconds(patience.drainDeadlineMs)}`,
  };
}

function age(since: number | undefined, now: number): number | undefined {
  return since === undefined ? undefined : Math.max(0, now - since);
}
