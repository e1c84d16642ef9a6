import { duration } from "../kinds/duration.ts";
import { defineSection, type Section } from "../schema/section.ts";
import { count } from "./count.ts";

/** The breakers around calls to workers. */
export interface BreakerConfig {
  readonly failureThreshold: number;
  readonly timeoutMs: number;
  readonly recoveryTimeoutMs: number;
  readonly halfOpenMaxRequests: number;
}

/** The section `breaker`: `…CB_FAILURE_THRESHOLD` and so on. */
export const breakerSection: Section<"breaker", BreakerConfig> = defineSection("breaker", {
  failureThreshold: count({
    env: "CB_FAILURE_THRESHOLD",
    default: 5,
    describe: "Failures in a row that open a breaker.",
  }),
  timeoutMs: duration({
    env: "CB_TIMEOUT_MS",
    unit: "ms",
    default: 30_000,
    describe: "Longest time that one call through a breaker may take.",
  }),
  recoveryTimeoutMs: duration({
    env: "CB_RECOVERY_TIMEOUT_MS",
    unit: "ms",
    default: 60_000,
    describe: "How long a breaker stays open before it lets trial calls through.",
  }),
  halfOpenMaxRequests: count({
    env: "CB_HALF_OPEN_MAX_REQUESTS",
    default: 3,
    describe: "Trial calls that a half-open breaker lets through.",
  }),
});
