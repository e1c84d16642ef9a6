/** Where an error happened, of the categories that every tracker has. */
export type ErrorCategory = "infrastructure" | "worker" | "job" | "network";

/** How bad an error is, worst first. In logs: critical is fatal, high is error, medium is warn, low is info. */
export type Severity = "critical" | "high" | "medium" | "low";

/** What sort of failure it is, read from the codes, names, statuses and message of the error. */
export type ErrorKind =
  | "throttling"
  | "timeout"
  | "connection"
  | "server"
  | "client"
  | "validation"
  | "capacity"
  | "credentials"
  | "bug"
  | "unknown";

export const CATEGORIES: readonly ErrorCategory[] = ["infrastructure", "worker", "job", "network"];
export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];
export const KINDS: readonly ErrorKind[] = [
  "throttling",
  "timeout",
  "connection",
  "server",
  "client",
  "validation",
  "capacity",
  "credentials",
  "bug",
  "unknown",
];

export function isSeverity(value: unknown): value is Severity {
  return (SEVERITIES as readonly unknown[]).includes(value);
}

export function isKind(value: unknown): value is ErrorKind {
  return (KINDS as readonly unknown[]).includes(value);
}
