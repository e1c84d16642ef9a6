/** Largest payload of one job, in bytes of JSON (256 KiB). */
export const MAX_PAYLOAD_BYTES: number = 256 * 1024;
/** Deepest nesting of a payload or result: far below what makes `JSON.stringify` run out of stack. */
export const MAX_JSON_DEPTH = 1000;
/** Most jobs in one batch. */
export const MAX_BATCH_JOBS = 1000;
/** Most results in one report. */
export const MAX_REPORT_RESULTS = 1000;
/** Most leases in one push: as many as a worker may have slots. */
export const MAX_PUSHED_LEASES = 1000;
/** Most leases in one heartbeat. */
export const MAX_RUNNING_LEASES = 10_000;
/** Most labels of a job or worker. */
export const MAX_LABELS = 64;
/** Largest body of any request, in bytes (16 MiB). A batch over it is refused, since it is all or nothing. */
export const MAX_BODY_BYTES: number = 16 * 1024 * 1024;
/** Longest `?waitMs=` of a read, and of a worker's wait for leases. */
export const MAX_WAIT_MS = 60_000;
/** Longest time that a Node.js timer takes (2^31 - 1 ms, 24.8 days): the bound of every timeout. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;
/** Longest delay of a job: ten years. */
export const MAX_DELAY_MS = 315_576_000_000;
/** Most problems that are listed for one input. */
export const MAX_PROBLEMS = 1000;
/** The hub's address unless told otherwise. */
export const DEFAULT_HUB_URL = "http://127.0.0.1:4040";
