import { z } from "zod";
import { Int, Time, whole } from "./fields.ts";
import { WorkerStatus } from "./operations.ts";
import { mismatch } from "./wording.ts";

const Market = z.enum(["spot", "on-demand"]);

/** An instance of the fleet, and how it stands. */
export const FleetInstance = z.object({
  id: z.string(),
  type: z.string(),
  zone: z.string(),
  market: Market,
  state: z.string().describe("What the cloud says: pending, running, shutting-down…"),
  condition: z.enum(["booting", "serving", "draining", "drained", "failing", "failed", "ended"]),
  reason: z.string().optional().describe("Why it has to go."),
  launchedAt: Time,
  worker: z
    .object({ id: z.string(), status: WorkerStatus, slots: Int, running: Int, draining: z.boolean() })
    .optional(),
});
export type FleetInstance = z.infer<typeof FleetInstance>;

/** The latest decision of the autoscaler, in words. */
export const FleetDecision = z.object({
  change: z.enum(["out", "in", "keep"]),
  current: Int,
  target: Int,
  reasons: z.array(z.string()),
});
export type FleetDecision = z.infer<typeof FleetDecision>;

/** The answer of `GET /v1/fleet`: the instances that the hub keeps. */
export const FleetView = z.object({
  cluster: z.string(),
  at: Time,
  mode: z
    .enum(["idle", "fixed", "auto", "down"])
    .describe("What it keeps to: what is there, a number, the load; or it goes down."),
  counts: z.object({ wanted: Int, serving: Int, booting: Int, leaving: Int }),
  instances: z.array(FleetInstance),
  exhausted: z
    .array(z.object({ type: z.string(), zone: z.string(), market: Market }))
    .describe("Where there was no capacity lately."),
  costPerHour: z.number().optional().describe("In the currency of its prices, if it has prices."),
  decision: FleetDecision.optional(),
  notes: z.array(z.string()).describe("Why less is done than was wanted."),
});
export type FleetView = z.infer<typeof FleetView>;

/** The body of `POST /v1/fleet/scale`: so many instances, or as many as the load needs. */
export const FleetScale = z.strictObject({
  count: z.union([whole(0, 10_000), z.literal("auto")], {
    error: ({ input }) => mismatch('a whole number from 0 to 10000, or "auto"', input),
  }),
});
export type FleetScale = z.infer<typeof FleetScale>;
