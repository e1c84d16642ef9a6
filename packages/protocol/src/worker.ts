import { z } from "zod";
import { DurationMs, Id, JobType, Labels, Time, list, whole } from "./fields.ts";
import { ReportedError } from "./job.ts";
import { Result } from "./json.ts";
import { MAX_PUSHED_LEASES, MAX_REPORT_RESULTS, MAX_RUNNING_LEASES, MAX_WAIT_MS } from "./limits.ts";
import { otherForm, outOfRange, wrongLength } from "./wording.ts";

const Endpoint = z
  .url({
    protocol: /^https?$/,
    error: otherForm("an http or https address, such as http://10.0.0.7:8080"),
  })
  .max(500, { error: wrongLength("an address of at most 500 characters") })
  .refine((address) => !URL.canParse(address) || isBare(new URL(address)), {
    error: "expected an address without user name, password, query and fragment; remove them",
  });

function isBare({ username, password, search, hash }: URL): boolean {
  return username + password + search + hash === "";
}

/** With `endpoint` the hub pushes leases to the worker; without it the worker pulls them. */
export const WorkerRegistration = z.strictObject({
  workerId: Id.optional().describe("Chosen by the worker to keep its name; made by the hub when absent."),
  endpoint: Endpoint.optional(),
  types: list(JobType, 1, 1000),
  slots: whole(1, 1000),
  labels: Labels.optional(),
});
export type WorkerRegistration = z.infer<typeof WorkerRegistration>;

export const RegistrationAnswer = z.object({
  workerId: Id,
  heartbeatIntervalMs: whole(1),
  workerToken: z.string(),
});
export type RegistrationAnswer = z.infer<typeof RegistrationAnswer>;

/** Shown instead of a token by an instance that joins: for EC2 its identity document with AWS's signature. */
export const JoinRequest = z.strictObject({
  proof: z.string().max(16_384, { error: wrongLength("a proof of at most 16384 characters") }),
});
export type JoinRequest = z.infer<typeof JoinRequest>;
/** The token holds for the worker of that id alone. Join again before it ends. */
export const JoinAnswer = z.object({ workerId: Id, token: z.string(), expiresAt: Time });
export type JoinAnswer = z.infer<typeof JoinAnswer>;

const aPercentage = { error: outOfRange("a number from 0 to 100") };
const percent = z.number(aPercentage).min(0, aPercentage).max(100, aPercentage).optional();
export const Heartbeat = z.strictObject({
  running: list(Id, 0, MAX_RUNNING_LEASES),
  status: z.enum(["ok", "overloaded", "error"]).optional(),
  cpu: percent,
  memory: percent,
  /** Another hub bade it go elsewhere. A hub that has its share of workers answers 409, and it stays where it is. */
  moving: z.boolean().optional(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;
/** `move`: this one of several hubs has more than its share of workers; another one may have room (`moving`). */
export const HeartbeatAnswer = z.object({ cancel: z.array(Id), move: z.boolean().optional() });
export type HeartbeatAnswer = z.infer<typeof HeartbeatAnswer>;

/** A worker's right to run one attempt. */
export const Lease = z.object({
  leaseId: Id,
  jobId: Id,
  type: JobType,
  payload: z.unknown(),
  attempt: whole(1),
  timeoutMs: DurationMs,
  deadline: Time,
  traceparent: z.string().optional(),
});
export type Lease = z.infer<typeof Lease>;

/** A lease may have more fields than these, wherever it comes from; the request around it may not. */
export const LeasePush = z.strictObject({ leases: list(Lease, 1, MAX_PUSHED_LEASES) });
export type LeasePush = z.infer<typeof LeasePush>;
export const LeasePushAnswer = z.object({
  accepted: list(Id, 0, MAX_PUSHED_LEASES),
  refused: list(z.object({ leaseId: Id, reason: z.string() }), 0, MAX_PUSHED_LEASES),
});
export type LeasePushAnswer = z.infer<typeof LeasePushAnswer>;
export const LeaseCancel = z.strictObject({ leaseIds: list(Id, 0, MAX_RUNNING_LEASES) });
export type LeaseCancel = z.infer<typeof LeaseCancel>;
export const LeasePull = z.strictObject({
  max: whole(1, 1000),
  waitMs: whole(0, MAX_WAIT_MS),
});
export type LeasePull = z.infer<typeof LeasePull>;
export const LeasePullAnswer = z.object({ leases: z.array(Lease) });
export type LeasePullAnswer = z.infer<typeof LeasePullAnswer>;

/** What became of one attempt. */
export const AttemptResult = z.strictObject({
  leaseId: Id,
  jobId: Id,
  status: z.enum(["succeeded", "failed"]),
  result: Result.optional(),
  error: ReportedError.optional(),
  retryAfterMs: DurationMs.optional(),
  durationMs: whole(0),
});
export type AttemptResult = z.infer<typeof AttemptResult>;
export const ResultReport = z.strictObject({ results: list(AttemptResult, 1, MAX_REPORT_RESULTS) });
export type ResultReport = z.infer<typeof ResultReport>;
export const RejectReason = z.enum(["stale-lease", "unknown-job"]);
export type RejectReason = z.infer<typeof RejectReason>;
export const ResultAnswer = z.object({
  accepted: z.array(Id),
  rejected: z.array(z.object({ leaseId: Id, reason: RejectReason })),
});
export type ResultAnswer = z.infer<typeof ResultAnswer>;
