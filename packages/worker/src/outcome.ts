import { MAX_BODY_BYTES } from "@pigeon/protocol";
import type { JobError, Lease } from "@pigeon/protocol";
import { readThrown } from "./thrown.ts";

/** Largest result of one job, in bytes of JSON: what fits the hub's largest body. */
export const MAX_RESULT_BYTES: number = MAX_BODY_BYTES - 64 * 1024;

/** What becomes of an attempt, ready to send: `json` is the contract's AttemptResult as text. */
export interface Report {
  readonly leaseId: string;
  readonly jobId: string;
  readonly durationMs: number;
  /** Absent when the attempt succeeded. */
  readonly error?: JobError;
  readonly json: string;
  readonly bytes: number;
}

type ReportedLease = Pick<Lease, "leaseId" | "jobId">;

/** A handler returned `value`. What is not JSON, or too large, fails the attempt for good. */
export function returned(lease: ReportedLease, value: unknown, durationMs: number): Report {
  const result = toJson(value);
  if (!result.ok)
    return failure(lease, { name: result.name, message: result.message, retryable: false }, durationMs);
  const bytes = Buffer.byteLength(result.json);
  if (bytes > MAX_RESULT_BYTES) {
    const message = `the handler's result has ${bytes} bytes of JSON, expected at most ${MAX_RESULT_BYTES}; store large data elsewhere and return its address`;
    return failure(lease, { name: "ResultTooLargeError", message, retryable: false }, durationMs);
  }
  return report(lease, durationMs, `"status":"succeeded","result":${result.json}`);
}

/** A handler threw. */
export function threw(lease: ReportedLease, thrown: unknown, durationMs: number): Report {
  const { error, retryAfterMs } = readThrown(thrown);
  return failure(lease, error, durationMs, retryAfterMs);
}

/** The attempt's time is up. */
export function timedOut(lease: ReportedLease & Pick<Lease, "timeoutMs">, durationMs: number): Report {
  const message = `the attempt did not end within its ${lease.timeoutMs} ms`;
  return failure(lease, { name: "JobTimeoutError", message }, durationMs);
}

/** The hub does not take a result as it is: says so in its place. */
export function notAccepted(of: Report, detail: string): Report {
  const message = `the hub did not accept the attempt's result: ${detail}`.slice(0, 2000);
  return failure(of, { name: "ResultNotAcceptedError", message, retryable: false }, of.durationMs);
}

function failure(lease: ReportedLease, error: JobError, durationMs: number, retryAfterMs?: number): Report {
  const after = retryAfterMs === undefined ? "" : `,"retryAfterMs":${retryAfterMs}`;
  const body = report(lease, durationMs, `"status":"failed","error":${JSON.stringify(error)}${after}`);
  return { ...body, error };
}

function report({ leaseId, jobId }: ReportedLease, durationMs: number, fields: string): Report {
  const whole = Math.max(0, Math.round(durationMs));
  const json = `{"leaseId":${JSON.stringify(leaseId)},"jobId":${JSON.stringify(jobId)},${fields},"durationMs":${whole}}`;
  return { leaseId, jobId, durationMs: whole, json, bytes: Buffer.byteLength(json) };
}

type Json =
  | { readonly ok: true; readonly json: string }
  | { readonly ok: false; readonly name: string; readonly message: string };

function toJson(value: unknown): Json {
  if (value === undefined) return { ok: true, json: "null" };
  try {
    // Its type says string, but functions and symbols give undefined.
    const json = JSON.stringify(value) as string | undefined;
    if (json !== undefined) return { ok: true, json };
    return notJson(`a ${typeof value} is not JSON`);
  } catch (error) {
    return notJson(readThrown(error).error.message);
  }
}

function notJson(why: string): Json {
  return {
    ok: false,
    name: "ResultNotJsonError",
    message: `the handler's result cannot be sent as JSON: ${why}`,
  };
}
