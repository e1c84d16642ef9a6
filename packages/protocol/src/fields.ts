import { z } from "zod";
import { MAX_TIMER_MS } from "./limits.ts";

/** An id as Pigeon gives it, or as a worker chooses it. */
export const Id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9._:-]+$/, "expected only letters, digits and . _ : -");

/** A job's type. */
export const JobType = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9._:-]+$/, "expected only letters, digits and . _ : -");

/** An ISO 8601 time, with Z or an offset. */
export const Time = z.iso.datetime({ offset: true });

export const Labels = z
  .record(z.string().min(1).max(128), z.string().max(1024))
  .refine((labels) => Object.keys(labels).length <= 64, "expected at most 64 labels");

/** A duration in whole milliseconds that a timer can hold. */
export const DurationMs = z.int().min(0).max(MAX_TIMER_MS);

/** A whole number in a query string. */
export function queryInt(min: number, max: number, fallback: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .default(fallback);
}
