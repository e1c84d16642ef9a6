import type { HeartbeatData } from "@pigeon/detector";
import type { AttemptResult, Heartbeat, JobError } from "@pigeon/protocol";
import type { Change } from "../store/port.ts";

const MAX_MESSAGE = 8 * 1024;
const MAX_STACK = 16 * 1024;

/** A worker's report of one attempt as the event that it is for the job. */
export function toChange(
  workerId: string,
  report: AttemptResult,
  fingerprint: (error: JobError) => string,
): Change {
  const { jobId, leaseId } = report;
  if (report.status === "succeeded") {
    const result = JSON.stringify(report.result ?? null);
    return { jobId, event: { type: "succeed", leaseId, workerId, result } };
  }
  const error = bounded(report.error ?? { name: "Error", message: "the worker gave no reason" });
  return {
    jobId,
    event: {
      type: "fail",
      leaseId,
      workerId,
      error: { ...error, fingerprint: error.fingerprint ?? fingerprint(error) },
      ...(report.retryAfterMs === undefined ? {} : { retryAfterMs: report.retryAfterMs }),
    },
  };
}

/** What the detector takes from a heartbeat. */
export function reportOf({ status, cpu, memory }: Heartbeat): HeartbeatData {
  return {
    ...(status === undefined ? {} : { status }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
  };
}

/** Errors are kept for people to read: a huge one is cut, not refused. */
function bounded(error: JobError): JobError {
  return {
    ...error,
    message: error.message.slice(0, MAX_MESSAGE),
    ...(error.stack === undefined ? {} : { stack: error.stack.slice(0, MAX_STACK) }),
  };
}
