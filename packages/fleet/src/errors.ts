import type { FleetStatus } from "./fleet.ts";

/**
 * The operation took too long. What was begun goes on; `status` is what was seen last, and `cause` why the latest
 * round failed, if it did.
 */
export class FleetTimeoutError extends Error {
  override readonly name = "FleetTimeoutError";
  readonly retryable = true;
  readonly status: FleetStatus | undefined;

  constructor(operation: string, timeoutMs: number, status: FleetStatus | undefined, failure?: unknown) {
    const { serving = 0, wanted = 0 } = status?.counts ?? {};
    const failed = failure instanceof Error ? failure.message : undefined;
    const why = [...(status?.notes ?? []), ...(failed === undefined ? [] : [failed])].join("; ");
    const end = why === "" ? "" : ` (${why})`;
    const cause = failure === undefined ? undefined : { cause: failure };
    super(`${operation} was not done within ${timeoutMs} ms: ${serving} of ${wanted} serve${end}`, cause);
    this.status = status;
  }
}

/** The cloud refused, and will again until somebody changes rights or settings. */
export class FleetDeniedError extends Error {
  override readonly name = "FleetDeniedError";
  readonly retryable = false;
}

/** Another operation took the place of this one. */
export class FleetSupersededError extends Error {
  override readonly name = "FleetSupersededError";
  readonly retryable = false;

  constructor(operation: string, by: string) {
    super(`${operation} was superseded by ${by}`);
  }
}

/** The fleet was stopped while the operation was under way. */
export class FleetStoppedError extends Error {
  override readonly name = "FleetStoppedError";
  readonly retryable = false;

  constructor(operation: string) {
    super(`${operation} ended as the fleet was stopped`);
  }
}

/** A call to the cloud or the hub had no answer in time. */
export class FleetCallTimeoutError extends Error {
  override readonly name = "FleetCallTimeoutError";
  readonly retryable = true;

  constructor(operation: string, timeoutMs: number) {
    super(`${operation} had no answer within ${timeoutMs} ms`);
  }
}
