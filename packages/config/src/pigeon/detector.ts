import { duration } from "../kinds/duration.ts";
import { defineSection, type Section } from "../schema/section.ts";
import { count } from "./count.ts";

/** When a worker counts as failed. */
export interface DetectorConfig {
  readonly heartbeatIntervalMs: number;
  readonly failureThreshold: number;
  readonly responseTimeoutMs: number;
}

/** The section `detector`: `…FD_HEARTBEAT_INTERVAL_MS` and so on. */
export const detectorSection: Section<"detector", DetectorConfig> = defineSection("detector", {
  heartbeatIntervalMs: duration({
    env: "FD_HEARTBEAT_INTERVAL_MS",
    unit: "ms",
    default: 30_000,
    describe: "Time between two heartbeats of a worker.",
  }),
  failureThreshold: count({
    env: "FD_FAILURE_THRESHOLD",
    default: 3,
    describe: "Failures in a row that make a worker unhealthy.",
  }),
  responseTimeoutMs: duration({
    env: "FD_RESPONSE_TIMEOUT_MS",
    unit: "ms",
    default: 10_000,
    describe: "Response time from which a worker counts as too slow.",
  }),
});
