import { z } from "zod";
import { Int, Time } from "./fields.ts";

export const ErrorCategory = z.enum(["infrastructure", "worker", "job", "network"]);
export const ErrorSeverity = z.enum(["critical", "high", "medium", "low"]);

const byCategory = z.object({ infrastructure: Int, worker: Int, job: Int, network: Int });

/** One recorded error, redacted. */
export const ErrorRecord = z.object({
  id: z.string(),
  at: Time,
  category: ErrorCategory,
  severity: ErrorSeverity,
  kind: z.string().describe("What sort of failure, such as timeout or connection."),
  name: z.string(),
  message: z.string(),
  stack: z.string().optional(),
  code: z.string().optional(),
  status: Int.optional(),
  subject: z.string().describe("What it happened to: operation, worker, job or address."),
  operation: z.string().optional(),
  correlationId: z.string().optional(),
  fingerprint: z.string().describe("Equal for errors that differ only in numbers, ids and the like."),
  durationMs: z.number().optional(),
  retryable: z.boolean().optional(),
  retryAfterMs: z.number().optional(),
  causes: z
    .array(z.object({ name: z.string(), message: z.string(), code: z.string().optional() }))
    .optional(),
  context: z.record(z.string(), z.unknown()),
});
export type ErrorRecord = z.infer<typeof ErrorRecord>;
export const ErrorList = z.object({ errors: z.array(ErrorRecord) });

export const ErrorSummary = z.object({
  since: Time,
  until: Time,
  total: Int,
  byCategory,
  bySeverity: z.object({ critical: Int, high: Int, medium: Int, low: Int }),
  ratePerMinute: z.number(),
  topErrors: z.array(
    z.object({
      fingerprint: z.string(),
      category: ErrorCategory,
      name: z.string(),
      message: z.string(),
      count: Int,
      lastAt: Time,
      severity: ErrorSeverity,
    }),
  ),
  impact: z.object({
    errors: Int,
    totalMs: z.number(),
    meanMs: z.number(),
    byOperation: z
      .array(z.object({ operation: z.string(), errors: Int, totalMs: z.number(), meanMs: z.number() }))
      .optional()
      .describe("The ten operations that lost most time."),
  }),
});
export type ErrorSummary = z.infer<typeof ErrorSummary>;

export const ErrorTrends = z.object({
  since: Time,
  until: Time,
  buckets: z.array(z.object({ hour: Time, total: Int, byCategory })),
  direction: z.enum(["rising", "falling", "steady"]),
  spikes: z
    .array(z.object({ hour: Time, total: Int, baseline: z.number(), score: z.number() }))
    .optional()
    .describe("Hours with far more errors than those before them, oldest first."),
});
export type ErrorTrends = z.infer<typeof ErrorTrends>;
