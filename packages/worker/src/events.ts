import type { JobError, RejectReason } from "@pigeon/protocol";

/**
 * Why an attempt was aborted: the hub no longer wants it, the worker registered again (which released
 * its old leases), or the worker stopped before it ended.
 */
export type CancelReason = "hub" | "registered-again" | "stopped";

/** The attempt that an event is about. */
export interface LeaseEvent {
  readonly leaseId: string;
  readonly jobId: string;
  readonly type: string;
  readonly attempt: number;
}

/** What happens in a worker, for logs and metrics. */
export type WorkerEvent =
  | {
      readonly kind: "registered";
      readonly workerId: string;
      readonly endpoint: string;
      readonly again: boolean;
    }
  | ({ readonly kind: "leased" } & LeaseEvent)
  | ({ readonly kind: "succeeded"; readonly durationMs: number } & LeaseEvent)
  | ({ readonly kind: "failed"; readonly durationMs: number; readonly error: JobError } & LeaseEvent)
  | ({ readonly kind: "cancelled"; readonly reason: CancelReason } & LeaseEvent)
  | {
      readonly kind: "result-rejected";
      readonly leaseId: string;
      readonly jobId: string;
      readonly reason: RejectReason | "not-accepted";
      readonly detail: string;
    }
  | { readonly kind: "hub-unreachable"; readonly reason: string }
  | { readonly kind: "hub-back" }
  /** Of several hubs, another one is in use now; `reason` tells why the one before is not. */
  | { readonly kind: "hub-changed"; readonly hub: string; readonly reason: string }
  | { readonly kind: "draining" }
  | { readonly kind: "stopped"; readonly unsentResults: number };

export type Emit = (event: WorkerEvent) => void;

/** A listener's failure is the listener's own: it never reaches the worker. */
export function safeEmit(listener: ((event: WorkerEvent) => unknown) | undefined): Emit {
  if (listener === undefined) return () => {};
  return (event) => {
    try {
      const answer = listener(event);
      if (answer instanceof Promise) answer.catch(() => {});
    } catch {
      // Nobody to tell: the listener is where failures are told.
    }
  };
}
