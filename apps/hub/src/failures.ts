import type { ErrorContext, ErrorTracker } from "@pigeon/errors";
import type { DeadJob } from "./jobs/job.ts";
import { traceFields, type TraceFields } from "./telemetry/tracing/log-fields.ts";
import { isTold } from "./store/guard/told.ts";

export interface Failures {
  readonly onStoreFailure: (error: unknown, context: Failure) => void;
  /** The same for work that has one name. */
  readonly storeFailure: (operation: string) => (error: unknown, durationMs?: number) => void;
  readonly onWorkerFailure: (workerId: string, error: unknown, context: Failure) => void;
  readonly onDeadLetter: (job: DeadJob) => void;
  /** What nobody expects. */
  readonly onCrash: (error: unknown) => void;
}

/** What is known of a failure. The operation says what was being done. */
export interface Failure
  extends Pick<ErrorContext, "correlationId" | "durationMs" | "severity">, TraceFields {
  readonly operation: string;
}

/** How the hub tells of what fails within it. */
export function failures(errors: ErrorTracker): Failures {
  const onStoreFailure = (error: unknown, { operation, ...context }: Failure) => {
    if (!isTold(error)) errors.logInfrastructureError(`store: ${operation}`, error, context);
  };
  return {
    onStoreFailure,
    storeFailure: (operation) => (error, durationMs) => onStoreFailure(error, { operation, durationMs }),
    onWorkerFailure: (workerId, error, context) =>
      void errors.logWorkerError(workerId, error, { ...context }),
    onDeadLetter: (job) =>
      void errors.logJobError(job.id, job.error, {
        jobType: job.type,
        operation: `run ${job.type}`,
        correlationId: job.correlationId ?? undefined,
        ...traceFields(job.traceparent),
        durationMs: timeSpent(job),
      }),
    onCrash: (error) => void errors.logInfrastructureError("hub", error),
  };
}

/** By all attempts of it. */
function timeSpent({ attempts }: DeadJob): number {
  return attempts.reduce(
    (sum, { startedAt, endedAt = startedAt }) => sum + Math.max(0, endedAt - startedAt),
    0,
  );
}
