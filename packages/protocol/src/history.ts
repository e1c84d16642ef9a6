import { z } from "zod";
import { Int, Time, queryInt } from "./fields.ts";

/** How busy the hub was at one moment, or since the sample before. */
export const LoadSample = z.object({
  at: Time,
  queued: Int,
  leased: Int,
  dead: Int,
  queueAgeMs: Int.describe("How long the oldest job that could run had waited."),
  finishedPerSecond: z.number().describe("Jobs finished since the sample before, per second."),
  failedPerSecond: z.number().describe("Attempts failed, timed out or lost since then, per second."),
});
export type LoadSample = z.infer<typeof LoadSample>;

export const HistoryQuery = z.strictObject({ minutes: queryInt(1, 60, 60) });
/** The answer of `GET /v1/history`: oldest first, since the hub started or for an hour. */
export const LoadHistory = z.object({ intervalMs: Int, samples: z.array(LoadSample) });
export type LoadHistory = z.infer<typeof LoadHistory>;
