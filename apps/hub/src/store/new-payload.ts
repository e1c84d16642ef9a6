import type { JobEvent } from "../jobs/job.ts";

/** What an event puts in the place of a job's payload. */
export function newPayload(event: JobEvent): { readonly payload?: string } {
  return event.type === "redrive" && event.payload !== undefined ? { payload: event.payload } : {};
}
