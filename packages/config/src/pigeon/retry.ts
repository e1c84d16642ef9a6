import { choice } from "../kinds/choice.ts";
import { duration } from "../kinds/duration.ts";
import { integer } from "../kinds/integer.ts";
import { number } from "../kinds/number.ts";
import { atLeast } from "../schema/rule.ts";
import { defineSection, type Section } from "../schema/section.ts";

export type BackoffStrategy = "exponential" | "linear" | "constant";

/** How calls that failed are tried again. */
export interface RetryConfig {
  readonly maxRetries: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly jitterFactor: number;
  readonly backoffStrategy: BackoffStrategy;
}

/** The section `retry`: `…RETRY_MAX_RETRIES` and so on. */
export const retrySection: Section<"retry", RetryConfig> = defineSection(
  "retry",
  {
    maxRetries: integer({
      min: 0,
      max: 100,
      default: 3,
      describe: "Tries after the first one; 0 turns retrying off.",
    }),
    baseDelayMs: duration({ unit: "ms", default: 1000, describe: "Wait before the first retry." }),
    maxDelayMs: duration({
      unit: "ms",
      default: 30_000,
      describe: "Longest wait before any retry; at least the base delay.",
    }),
    jitterFactor: number({
      min: 0,
      max: 1,
      default: 0.1,
      describe: "Share of each wait that is random: 0 none, 1 all of it.",
    }),
    backoffStrategy: choice(["exponential", "linear", "constant"], {
      default: "exponential",
      describe: "How the wait grows from retry to retry.",
    }),
  },
  [atLeast("maxDelayMs", "baseDelayMs")],
);
