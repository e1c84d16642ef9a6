import type { Notification } from "../notification.ts";
import { checksOf, type Known } from "../problems.ts";
import type { Severity } from "../severity.ts";
import type { Sink } from "../sink.ts";

/** What is used of a logger: pino's fits. */
export interface AlertLogger {
  error(fields: object, message: string): unknown;
  warn(fields: object, message: string): unknown;
  info(fields: object, message: string): unknown;
}

export interface LogSinkOptions {
  /** Default `"log"`. */
  readonly name?: string | undefined;
  /** Where the lines go. `console` fits too. */
  readonly logger: AlertLogger;
}

const LEVEL: Readonly<Record<Severity, "error" | "warn" | "info">> = {
  critical: "error",
  high: "error",
  medium: "warn",
  low: "info",
};

const OPTIONS: Known<LogSinkOptions> = { name: true, logger: true };

/**
 * One line for each alert that is told: at error, warn or info by severity, resolves at info.
 * @throws {AlertsOptionsError} listing all problems.
 */
export function logSink(options: LogSinkOptions): Sink {
  const checks = checksOf(options, OPTIONS);
  const { name = "log", logger } = options;
  checks.text("name", name);
  if (!isLogger(logger)) checks.add("logger", "an object with methods error, warn and info", logger);
  checks.finish();
  return {
    name,
    send(notification) {
      for (const alert of notification.alerts) {
        const { key, status, severity, labels, summary, startsAt, endsAt } = alert;
        const level = status === "resolved" ? "info" : LEVEL[severity];
        const fields = { alert: { key, status, severity, labels, startsAt, endsAt }, ...about(notification) };
        logger[level](fields, `Alert ${status}: ${summary}`);
      }
      return Promise.resolve();
    },
  };
}

function about({ groupKey, route, repeat, escalated }: Notification): object {
  return { groupKey, route, repeat, escalated };
}

function isLogger(value: unknown): boolean {
  const logger = value as Partial<AlertLogger> | null | undefined;
  return [logger?.error, logger?.warn, logger?.info].every((method) => typeof method === "function");
}
