import { z } from "zod";
import { DurationMs, Id, JobType, Labels, Time } from "./fields.ts";
import { JobError } from "./job.ts";
import { MAX_WAIT_MS } from "./limits.ts";

/** With `endpoint` the hub pushes leases to the worker; without it the worker pulls them. */
export const WorkerRegistration = z.strictObject({
  workerId: Id.optional().describe("Chosen by the worker to keep its name; made by the hub when absent."),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  types: z.array(JobType).min(1).max(1000),
  slots: z.int().min(1).max(1000),
  labels: Labels.optional(),
});
export type WorkerRegistration = z.infer<typeof WorkerRegistration>;

export const RegistrationAnswer = z.object({
  workerId: Id,
  heartbeatIntervalMs: z.int().min(1),
  workerToken: z.string(),
});
export type RegistrationAnswer = z.infer<typeof RegistrationAnswer>;

const percent = z.number().min(0).max(100).optional();
export const Heartbeat = z.strictObject({
  running: z.array(Id).max(10_000),
  status: z.enum(["ok", "overloaded", "error"]).optional(),
  cpu: percent,
  memory: percent,
});
export type Heartbeat = z.infer<typeof Heartbeat>;
export const HeartbeatAnswer = z.object({ cancel: z.array(Id) });
export type HeartbeatAnswer = z.infer<typeof HeartbeatAnswer>;

/** A worker's right to run one attempt. */
export const Lease = z.object({
  leaseId: Id,
  jobId: Id,
  type: JobType,
  payload: z.unknown(),
  attempt: z.int().min(1),
  timeoutMs: DurationMs,
  deadline: Time,
  traceparent: z.string().optional(),
});
export type Lease = z.infer<typeof Lease>;

export const LeasePush = z.object({ leases: z.array(Lease).min(1) });
export type LeasePush = z.infer<typeof LeasePush>;
export const LeasePushAnswer = z.object({
  accepted: z.array(Id),
  refused: z.array(z.object({ leaseId: Id, reason: z.string() })),
});
export type LeasePushAnswer = z.infer<typeof LeasePushAnswer>;
export const LeaseCancel = z.strictObject({ leaseIds: z.array(Id) });
export const LeasePull = z.strictObject({
  max: z.int().min(1).max(1000),
  waitMs: z.int().min(0).max(MAX_WAIT_MS),
});
export type LeasePull = z.infer<typeof LeasePull>;
export const LeasePullAnswer = z.object({ leases: z.array(Lease) });

/** What became of one attempt. */
export const AttemptResult = z.strictObject({
  leaseId: Id,
  jobId: Id,
  status: z.enum(["succeeded", "failed"]),
  result: z.unknown().optional(),
  error: JobError.optional(),
  retryAfterMs: DurationMs.optional(),
  durationMs: z.int().min(0),
});
export type AttemptResult = z.infer<typeof AttemptResult>;
export const ResultReport = z.strictObject({ results: z.array(AttemptResult).min(1).max(1000) });
export type ResultReport = z.infer<typeof ResultReport>;
export const RejectReason = z.enum(["stale-lease", "unknown-job"]);
export type RejectReason = z.infer<typeof RejectReason>;
export const ResultAnswer = z.object({
  accepted: z.array(Id),
  rejected: z.array(z.object({ leaseId: Id, reason: RejectReason })),
});
export type ResultAnswer = z.infer<typeof ResultAnswer>;
