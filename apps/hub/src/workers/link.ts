import type { Lease, LeasePushAnswer } from "@pigeon/protocol";

/** A lease on its way to a worker. */
export interface OutgoingLease extends Omit<Lease, "payload"> {
  /** JSON text, written into the request as it was stored: a large one is not parsed on its way through. */
  readonly payload: string;
}

/** The JSON text `{"leases": […]}` of the contract. */
export function leasesJson(leases: readonly OutgoingLease[]): string {
  const texts = leases.map(
    ({ payload, ...lease }) => `${JSON.stringify(lease).slice(0, -1)},"payload":${payload}}`,
  );
  return `{"leases":[${texts.join(",")}]}`;
}

/** One worker, reached over the network. */
export interface WorkerLink {
  /** Hands over leases. The same lease may be sent again: the worker runs it once. */
  push(leases: readonly OutgoingLease[], signal: AbortSignal): Promise<LeasePushAnswer>;
  /** Tells the worker to stop leases that it no longer holds. */
  cancel(leaseIds: readonly string[], signal: AbortSignal): Promise<void>;
  /** Whether the worker answers for its health. Also keeps a connection open, whose end tells of the worker's. */
  probe(signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** Makes the link to a worker. `onDisconnect` is called when a connection to it ends. */
export type OpenLink = (target: {
  readonly endpoint: string;
  readonly token: string;
  readonly onDisconnect: () => void;
}) => WorkerLink;

/** A worker's answer that is no answer to what was asked. */
export class WorkerAnswerError extends Error {
  override readonly name = "WorkerAnswerError";
  readonly retryable: boolean;
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
    // 401 means that the worker registered elsewhere or anew; 4xx will not change by asking again.
    this.retryable = status >= 500 || status === 429;
  }
}

/** Error codes that mean: the worker never saw the request. */
const NEVER_REACHED: readonly string[] = [
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
];

/** Whether a call failed before anything of it could reach the worker. */
export function neverReached(error: unknown): boolean {
  if (error instanceof WorkerAnswerError) return true;
  if (!(error instanceof Error)) return false;
  return "code" in error && typeof error.code === "string" && NEVER_REACHED.includes(error.code);
}
