import type { Report } from "./outcome.ts";

/** Most results in one request. */
export const MAX_BATCH_RESULTS = 100;
/** Bytes after which a request takes no further result (1 MiB); a larger result travels alone. */
export const MAX_BATCH_BYTES: number = 1024 * 1024;

/** The oldest reports that fit one request: at least one when there is any. */
export function takeBatch(pending: Iterable<Report>, maxResults: number = MAX_BATCH_RESULTS): Report[] {
  const batch: Report[] = [];
  let bytes = 0;
  for (const report of pending) {
    if (batch.length > 0 && bytes + report.bytes > MAX_BATCH_BYTES) break;
    batch.push(report);
    bytes += report.bytes;
    if (batch.length >= maxResults) break;
  }
  return batch;
}

/** The request's body, joined from texts that were made once. */
export function batchBody(batch: readonly Report[]): string {
  return `{"results":[${batch.map((report) => report.json).join(",")}]}`;
}
