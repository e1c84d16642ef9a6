import type { ErrorLogger, ErrorRecord } from "../src/index.ts";

export const T0: number = Date.UTC(2026, 0, 15, 12, 0, 0);
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** A clock that stands still until it is moved. */
export class ManualClock {
  ms: number;

  constructor(ms: number = T0) {
    this.ms = ms;
  }

  now = (): number => this.ms;

  advance(ms: number): void {
    this.ms += ms;
  }
}

export interface LogLine {
  level: keyof ErrorLogger;
  fields: Record<string, unknown>;
  message: string;
}

/** A logger that keeps its lines. */
export class MemoryLogger implements ErrorLogger {
  readonly lines: LogLine[] = [];

  fatal = this.#writer("fatal");
  error = this.#writer("error");
  warn = this.#writer("warn");
  info = this.#writer("info");

  #writer(level: keyof ErrorLogger): (fields: Record<string, unknown>, message: string) => void {
    return (fields, message) => {
      this.lines.push({ level, fields, message });
    };
  }
}

export const silent: ErrorLogger = { fatal() {}, error() {}, warn() {}, info() {} };

export function counter(prefix = "e"): () => string {
  let n = 0;
  return () => `${prefix}${(n += 1)}`;
}

/** A record for the units that only store or count it. */
export function record(fields: Partial<ErrorRecord> = {}): ErrorRecord {
  return {
    id: "e1",
    at: new Date(T0).toISOString(),
    category: "job",
    severity: "medium",
    kind: "unknown",
    name: "Error",
    message: "boom",
    subject: "job-1",
    fingerprint: "v2:0000000000000000",
    context: {},
    ...fields,
  };
}
