import { StoreError, type Change, type ChangeOutcome, type Claimed, type Owned } from "../store/port.ts";
import type { HeldLease } from "./beats.ts";

/** Who says so, where several hubs share a store. */
type By = { readonly owned?: Owned };
type Lease = Pick<HeldLease, "jobId" | "leaseId">;

/** The worker had it, and is given up: that costs the job an attempt. */
export function lose({ jobId, leaseId }: Lease, reason: string, by: By = {}): Change {
  return { jobId, event: { type: "lose", leaseId, reason }, ...by };
}

/** The job goes back as if nothing had been. */
export function release({ jobId, leaseId }: Lease, reason: string, by: By = {}): Change {
  return { jobId, event: { type: "release", leaseId, reason }, ...by };
}

export function leaseOf({ job }: Claimed): Lease {
  return { jobId: job.id, leaseId: job.leaseId };
}

/** A lease that a worker may know of, or not: as after a restart. */
export function sentBefore(claimed: Claimed): HeldLease {
  return { ...leaseOf(claimed), delivery: "sent", missedBeats: 0 };
}

export function neverSent({ delivery }: HeldLease): boolean {
  return delivery === "unsent" || delivery === "in-doubt";
}

/** Whoever registers had better do so at the hub that has the worker. */
export function requireTaken(outcomes: readonly ChangeOutcome[]): void {
  if (outcomes.some(({ kind }) => kind === "not-owner"))
    throw new StoreError("unavailable", "another hub has the worker, or this one has lost its place");
}
