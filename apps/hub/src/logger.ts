import type { ErrorLogger } from "@pigeon/errors";
import { destination, pino } from "pino";

/** pino to stderr. Written at once: the last lines before a crash matter most. */
export function stderrLogger(level: string): ErrorLogger {
  return pino({ level }, destination({ fd: 2, sync: true }));
}
