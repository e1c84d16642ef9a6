import { z } from "zod";
import { ErrorCategory } from "./errors.ts";
import { Id, Int, JobType, Time, queryInt } from "./fields.ts";

export const WorkerStatus = z.enum(["healthy", "degraded", "unhealthy", "recovering"]);
export type WorkerStatus = z.infer<typeof WorkerStatus>;
export const BreakerState = z.enum(["closed", "open", "half-open", "isolated"]);

export const WorkerHealth = z.object({
  status: WorkerStatus,
  reasons: z.array(z.string()),
  lastHeartbeatAt: Time.optional(),
  consecutiveFailures: Int,
  successRate: z.number(),
  latency: z.object({ p50: z.number(), p95: z.number() }).optional(),
  recentErrors: z.array(z.object({ operation: z.string(), message: z.string(), at: Time })),
  breaker: BreakerState,
});

/** A worker as an operator sees it. */
export const WorkerView = z.object({
  workerId: Id,
  endpoint: z.string().optional(),
  types: z.array(JobType),
  slots: Int,
  labels: z.record(z.string(), z.string()),
  running: Int.describe("Leases it holds now."),
  draining: z.boolean(),
  registeredAt: Time,
  health: WorkerHealth,
});
export type WorkerView = z.infer<typeof WorkerView>;
export const WorkerList = z.object({ workers: z.array(WorkerView) });

/** Whether the hub holds verdicts back because much of the fleet turned suspect at once. */
export const FleetStatus = z.object({
  suspect: z.boolean(),
  suspects: Int.describe("How many workers were suspect when that began; 0 otherwise."),
  since: Time.optional(),
  reason: z.string().optional(),
});
export type FleetStatus = z.infer<typeof FleetStatus>;

export const HubStatus = z.object({
  jobs: z.object({
    queued: Int,
    leased: Int,
    succeeded: Int,
    dead: Int,
    cancelled: Int,
  }),
  workers: z.object({
    healthy: Int,
    degraded: Int,
    unhealthy: Int,
    recovering: Int,
  }),
  fleet: FleetStatus.optional().describe("Absent from hubs that do not tell it."),
  queueAgeMs: Int.optional().describe(
    "How long the oldest job that could run has waited; 0 when none waits. Absent from hubs that do not tell it.",
  ),
  keepsFleet: z
    .boolean()
    .optional()
    .describe(
      "Whether the hub keeps instances for its workers: `/v1/fleet` is there. Absent from hubs that do not tell it.",
    ),
  throughput: z.number().describe("Jobs finished per second, over the last minute."),
  uptimeMs: Int,
  version: z.string(),
});
export type HubStatus = z.infer<typeof HubStatus>;

export const BreakerView = z.object({
  name: z.string(),
  state: BreakerState,
  consecutiveFailures: Int,
  retryAfterMs: Int,
});
export type BreakerView = z.infer<typeof BreakerView>;
export const BreakerList = z.object({ breakers: z.array(BreakerView) });

export const ErrorQuery = z.strictObject({
  category: ErrorCategory.optional(),
  limit: queryInt(1, 1000, 100),
});
export const SummaryQuery = z.strictObject({ minutes: queryInt(1, 525_600, 60) });
export const TrendQuery = z.strictObject({ hours: queryInt(1, 8_760, 24) });

/** The answer of `/healthz` and `/readyz`. */
export const Health = z.object({ status: z.string() });
