import { choice } from "../kinds/choice.ts";
import { integer } from "../kinds/integer.ts";
import { defineSection, type Section } from "../schema/section.ts";
import { count } from "./count.ts";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** What is logged and what is kept of errors. */
export interface ErrorsConfig {
  readonly logLevel: LogLevel;
  readonly retentionDays: number;
  readonly maxErrorsPerCategory: number;
}

/** The section `errors`: `…LOG_LEVEL` and so on. */
export const errorsSection: Section<"errors", ErrorsConfig> = defineSection("errors", {
  logLevel: choice(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
    env: "LOG_LEVEL",
    default: "info",
    describe: "Least severe level that is logged.",
  }),
  retentionDays: integer({
    env: "ERROR_RETENTION_DAYS",
    min: 1,
    max: 3650,
    unit: "days",
    default: 7,
    describe: "How long recorded errors are kept.",
  }),
  maxErrorsPerCategory: count({
    env: "MAX_ERRORS_PER_CATEGORY",
    default: 1000,
    describe: "Recorded errors kept for each category; the oldest go first.",
  }),
});
