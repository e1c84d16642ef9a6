import { z } from "zod";
import { Id, Int, JobType, Labels, Time, list, queryInt, text, whole } from "./fields.ts";
import { AnyPayload, Payload } from "./json.ts";
import { MAX_BATCH_JOBS, MAX_DELAY_MS, MAX_TIMER_MS, MAX_WAIT_MS } from "./limits.ts";

/** What a client submits. Absent fields take the defaults named here. */
export const JobSpec = z
  .strictObject({
    type: JobType.describe("What kind of job: workers say which types they handle."),
    payload: Payload.describe("Any JSON, at most 256 KiB. Default null."),
    priority: whole(-100, 100).default(0).describe("Higher first. Default 0."),
    delayMs: whole(0, MAX_DELAY_MS).optional().describe("Run no sooner than this from now."),
    runAt: Time.optional().describe("Run no sooner than this time. Not together with delayMs."),
    maxAttempts: whole(1, 100).default(5).describe("Default 5."),
    timeoutMs: whole(1, MAX_TIMER_MS).default(300_000).describe("Per attempt. Default 300000."),
    idempotencyKey: text(1, 200).optional().describe("One job for a key, however often sent."),
    correlationId: text(1, 200).optional(),
    labels: Labels.default({}),
  })
  .refine((spec) => spec.delayMs === undefined || spec.runAt === undefined, {
    path: ["runAt"],
    error: "expected delayMs or runAt, received both; remove one",
    // Also beside other problems: all are told at once.
    when: ({ value }) => typeof value === "object" && value !== null,
  });
/** What a client writes. */
export type JobSpec = z.input<typeof JobSpec>;
/** The same with its defaults filled in. */
export type FullJobSpec = z.output<typeof JobSpec>;

/** All or nothing. */
export const JobBatch = z.strictObject({ jobs: list(JobSpec, 1, MAX_BATCH_JOBS) });

export const JobState = z.enum(["queued", "leased", "succeeded", "dead", "cancelled"]);
export type JobState = z.infer<typeof JobState>;

const MAX_ERROR_NAME = 200;
const errorFields = {
  name: z.string(),
  message: z.string(),
  stack: z.string().optional(),
  retryable: z.boolean().optional(),
  fingerprint: text(0, 200).optional(),
};

/** Why an attempt or a job failed, as the hub tells it. */
export const JobError = z.object(errorFields);
/** Why an attempt failed, as a worker tells it. A name over 200 characters is cut, not refused. */
export const ReportedError = z.strictObject({
  ...errorFields,
  name: z.string().overwrite((name) => name.slice(0, MAX_ERROR_NAME)),
});
export type JobError = z.infer<typeof JobError>;

export const AttemptOutcome = z.enum(["succeeded", "failed", "lost", "released", "cancelled", "timeout"]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** One try at a job by one worker; without `outcome` it is still running. */
export const Attempt = z.object({
  number: whole(1),
  leaseId: Id,
  workerId: Id,
  startedAt: Time,
  endedAt: Time.optional(),
  outcome: AttemptOutcome.optional(),
  error: JobError.optional(),
});
export type Attempt = z.infer<typeof Attempt>;

export const Job = z.object({
  id: Id,
  type: JobType,
  state: JobState,
  payload: z.unknown(),
  priority: Int,
  labels: z.record(z.string(), z.string()),
  correlationId: z.string().nullable(),
  createdAt: Time,
  runAt: Time,
  finishedAt: Time.optional(),
  maxAttempts: Int,
  attempts: z.array(Attempt),
  result: z.unknown().optional(),
  error: JobError.optional(),
});
export type Job = z.infer<typeof Job>;

export const BatchAnswer = z.object({
  jobs: z.array(z.object({ id: Id, state: JobState, created: z.boolean() })),
});
export type BatchAnswer = z.infer<typeof BatchAnswer>;

export const JobPage = z.object({ jobs: z.array(Job), nextCursor: z.string().nullable() });
export type JobPage = z.infer<typeof JobPage>;

const page = { limit: queryInt(1, 1000, 100), cursor: text(1, 500).optional() };
export const WaitQuery = z.strictObject({ waitMs: queryInt(0, MAX_WAIT_MS, 0) });
/** Filters that no index serves: each request looks at a bounded number of jobs and answers what it found. */
const search = {
  label: text(1, 1153).optional().describe("A label that the job has: `name`, or `name=value`."),
  text: text(1, 200)
    .optional()
    .describe("Found in id, correlation id, payload or error, whatever the case of letters."),
};
export const JobListQuery = z.strictObject({
  state: JobState.optional(),
  type: JobType.optional(),
  ...search,
  ...page,
});
export type JobListQuery = z.infer<typeof JobListQuery>;
const fingerprint = text(0, 200)
  .optional()
  .describe("Of the error that ended it; empty for those whose errors have none.");
export const DeadLetterQuery = z.strictObject({ type: JobType.optional(), fingerprint, ...search, ...page });
export const DeadLetterGroupQuery = z.strictObject({ type: JobType.optional() });

/** Dead letters whose errors differ only in numbers, ids and the like. */
export const DeadLetterGroup = z.object({
  fingerprint: z.string().describe("Empty for all whose errors have none."),
  name: z.string().describe("Of the newest of them, as the message is."),
  message: z.string(),
  types: z.array(JobType),
  count: Int,
  oldestAt: Time,
  newestAt: Time,
});
export type DeadLetterGroup = z.infer<typeof DeadLetterGroup>;
/** The answer of `GET /v1/dead-letters/groups`, largest first. */
export const DeadLetterGroups = z.object({
  groups: z.array(DeadLetterGroup),
  examined: Int.describe("How many dead letters were looked at, newest first."),
  complete: z.boolean().describe("Whether those are all."),
});
export type DeadLetterGroups = z.infer<typeof DeadLetterGroups>;

/** A payload takes the place of the job's own. */
export const RedriveOneRequest = z.strictObject({ payload: AnyPayload.optional() });
export type RedriveOneRequest = z.input<typeof RedriveOneRequest>;
export const RedriveRequest = z.strictObject({
  type: JobType.optional(),
  fingerprint,
});
export const RedriveAnswer = z.object({ redriven: Int });
