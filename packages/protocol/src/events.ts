import { z } from "zod";
import { Alert } from "./alerts.ts";
import { Id, Int, JobType, Time } from "./fields.ts";
import { JobState } from "./job.ts";
import { BreakerState, WorkerStatus } from "./operations.ts";
import { otherForm } from "./wording.ts";

const EventType = z.enum(["job", "worker", "breaker", "fleet", "alert"]);
/** What can be asked for by `?types=`. */
export type EventType = z.infer<typeof EventType>;

const anEventType = `(${EventType.options.join("|")})`;

/** The query of `GET /v1/events`. Without `types` all events are sent. */
export const EventQuery = z.strictObject({
  types: z
    .string()
    .max(100)
    .regex(new RegExp(`^${anEventType}(,${anEventType})*$`), {
      error: otherForm(`a comma-separated list of ${EventType.options.join(", ")}`),
    })
    .optional()
    .describe("Comma-separated: job, worker, breaker, fleet, alert. Default all."),
});

/** What changed a job. `submit` and `lease` aside, it is the event of the state machine. */
const JobCause = z.enum([
  "submit",
  "lease",
  "succeed",
  "fail",
  "timeout",
  "lose",
  "release",
  "cancel",
  "redrive",
]);
export type JobCause = z.infer<typeof JobCause>;

/** A job changed, and the change is on disk. Payload, result and error are not part of it: read the job. */
export const JobEventData = z.object({
  id: Id,
  type: JobType,
  state: JobState,
  cause: JobCause,
  attempt: Int.describe("Number of the latest attempt; 0 before the first."),
  workerId: Id.optional().describe("Who has or had the latest attempt."),
  createdAt: Time,
  runAt: Time,
  finishedAt: Time.optional(),
  at: Time,
});
export type JobEventData = z.infer<typeof JobEventData>;

/** A worker came, went, was told to drain, or changed its health. */
export const WorkerEventData = z.object({
  workerId: Id,
  change: z.enum(["registered", "left", "draining", "status"]),
  status: WorkerStatus.optional().describe("With the change `status`: what it is now."),
  reasons: z.array(z.string()).optional(),
  at: Time,
});
export type WorkerEventData = z.infer<typeof WorkerEventData>;

export const BreakerEventData = z.object({
  name: z.string(),
  from: BreakerState,
  to: BreakerState,
  at: Time,
});
export type BreakerEventData = z.infer<typeof BreakerEventData>;

/** Much of the fleet turned suspect at once and the hub holds verdicts back, or that is over. */
export const FleetEventData = z.object({
  suspect: z.boolean().describe("True when the hold begins, false when it ends."),
  suspects: Int.describe("How many workers are suspect."),
  fleetSize: Int.describe("Of how many."),
  workerIds: z.array(Id).describe("The first 20 of the suspects."),
  reason: z.string(),
  at: Time,
});
export type FleetEventData = z.infer<typeof FleetEventData>;

/** An alert fires, is over, or somebody looks after it. Sent whether anybody else is told or not. */
export const AlertEventData = z.object({
  change: z.enum(["fired", "resolved", "acknowledged"]),
  alert: Alert,
  at: Time,
});
export type AlertEventData = z.infer<typeof AlertEventData>;

/** The events since `Last-Event-ID` are not all there any more: load anew what you show, then go on. */
export const ResetEventData = z.object({ reason: z.string() });

const id = z.string().describe("For Last-Event-ID. Opaque: only the hub that gave it can read it.");
/** One event of `GET /v1/events`, with the stream's `id`, `event` and `data`. */
export const HubEvent = z.discriminatedUnion("event", [
  z.object({ event: z.literal("job"), id, data: JobEventData }),
  z.object({ event: z.literal("worker"), id, data: WorkerEventData }),
  z.object({ event: z.literal("breaker"), id, data: BreakerEventData }),
  z.object({ event: z.literal("fleet"), id, data: FleetEventData }),
  z.object({ event: z.literal("alert"), id, data: AlertEventData }),
  z.object({ event: z.literal("reset"), id, data: ResetEventData }),
]);
export type HubEvent = z.infer<typeof HubEvent>;

/** The hub sends something at least this often, so that a longer silence is a broken connection. */
export const EVENT_HEARTBEAT_MS = 15_000;
