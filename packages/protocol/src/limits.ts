/** Largest payload of one job, in bytes of JSON (256 KiB). */
export const MAX_PAYLOAD_BYTES: number = 256 * 1024;
/** Most jobs in one batch. */
export const MAX_BATCH_JOBS: number = 1000;
/** Largest body of any request, in bytes (16 MiB): a batch over it is split by the client. */
export const MAX_BODY_BYTES: number = 16 * 1024 * 1024;
/** Longest `?waitMs=` of a read, and of a worker's wait for leases. */
export const MAX_WAIT_MS = 60_000;
/** Longest time that a Node.js timer takes (2^31 - 1 ms, 24.8 days): the bound of every timeout. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;
/** Longest delay of a job: ten years. */
export const MAX_DELAY_MS = 315_576_000_000;
/** The hub's address unless told otherwise. */
export const DEFAULT_HUB_URL = "http://127.0.0.1:4040";
