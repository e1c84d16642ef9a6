import { z } from "zod";
import { Int, Time, queryInt } from "./fields.ts";

/** One thing that an operator did, or was refused. */
export const AuditEntry = z.object({
  at: Time,
  who: z.string().describe("The name of the token; `somebody` where the hub asks for none."),
  role: z.enum(["client", "worker", "admin"]).optional(),
  action: z.string().describe("Such as redrive, drain-worker, isolate-breaker."),
  target: z.string().describe("What it was done to: a job, a worker, a breaker, a filter."),
  outcome: z.enum(["done", "refused", "failed"]),
  status: Int.describe("Of the answer."),
  requestId: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditQuery = z.strictObject({ limit: queryInt(1, 1000, 100) });
/** The answer of `GET /v1/audit`, newest first. */
export const AuditList = z.object({ entries: z.array(AuditEntry) });
export type AuditList = z.infer<typeof AuditList>;

/** Whose token a request shows: the answer of `GET /v1/whoami`. */
export const Caller = z.object({
  name: z.string().nullable().describe("Null where the hub asks for no tokens."),
  role: z.enum(["client", "worker", "admin"]).describe("Without tokens everyone is an admin."),
  tokens: z.boolean().describe("Whether the hub asks for tokens."),
});
export type Caller = z.infer<typeof Caller>;
