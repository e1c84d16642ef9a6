/** A lease that a worker holds, as the hub counts it. */
export interface HeldLease {
  readonly leaseId: string;
  readonly jobId: string;
  /**
   * Confirmed when the worker said that it took it. Unsent when it can not know of it, nor when in doubt: then
   * nobody knows whether the lease is on disk, and it keeps its slot until that is found out.
   */
  delivery: "unsent" | "in-doubt" | "sent" | "confirmed";
  /** Heartbeats in a row that did not list it. */
  missedBeats: number;
}

/** A worker lists every lease it works on; one that two heartbeats in a row leave out is lost. */
const BEATS_TO_LOSE = 2;

export interface BeatVerdict {
  /** Leases that the worker lists and does not hold: it should stop them. */
  readonly cancel: string[];
  readonly lost: HeldLease[];
}

/** Compares what a heartbeat lists with what the hub counts, and remembers what was missing. */
export function compareBeat(held: ReadonlyMap<string, HeldLease>, running: readonly string[]): BeatVerdict {
  const listed = new Set(running);
  const lost: HeldLease[] = [];
  for (const lease of held.values()) {
    // Until the worker confirmed it, a lease is on its way and cannot be missed.
    if (lease.delivery !== "confirmed" || listed.has(lease.leaseId)) lease.missedBeats = 0;
    else if (++lease.missedBeats >= BEATS_TO_LOSE) lost.push(lease);
  }
  return { cancel: running.filter((leaseId) => !held.has(leaseId)), lost };
}
