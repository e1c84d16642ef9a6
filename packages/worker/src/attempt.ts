import type { Lease } from "@pigeon/protocol";
import type { Handler, HandlerContext } from "./handler.ts";
import type { LazySignal } from "./lazy-signal.ts";

/** An attempt that occupies a slot, and what is owed to the hub for it. */
export interface Attempt {
  readonly lease: Lease;
  readonly abort: LazySignal;
  readonly startedAt: number;
  readonly cancelTimeout: () => void;
  /**
   * open: its outcome will be reported. settled: reported (timeout) or of no interest (cancelled), only
   * its slot is still taken. stopping: aborted by stop(); a success still counts, a failure does not.
   */
  state: "open" | "settled" | "stopping";
}

/** What the handler is given of a lease. */
export function jobOf(lease: Lease): Parameters<Handler>[0] {
  const { leaseId, jobId, type, payload, attempt, deadline, traceparent } = lease;
  const job = { id: jobId, type, payload, attempt, leaseId, deadline: new Date(deadline) };
  return traceparent === undefined ? job : { ...job, traceparent };
}

/** Its signal is an own property, as users expect of a plain object that they destructure or spread. */
export function contextOf(abort: LazySignal): HandlerContext {
  return {
    get signal() {
      return abort.signal;
    },
  };
}

/** What events say of a lease. */
export function eventOf({
  leaseId,
  jobId,
  type,
  attempt,
}: Lease): Pick<Lease, "leaseId" | "jobId" | "type" | "attempt"> {
  return { leaseId, jobId, type, attempt };
}

/** The reason of an abort. */
export function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
