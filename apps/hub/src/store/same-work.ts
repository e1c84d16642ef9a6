import { isDeepStrictEqual } from "node:util";
import type { JobRecord } from "./port.ts";

/** An idempotency key stands for a type and a payload. */
export function sameWork(one: JobRecord, other: JobRecord): boolean {
  if (one.job.type !== other.job.type) return false;
  return (
    one.payload === other.payload || isDeepStrictEqual(JSON.parse(one.payload), JSON.parse(other.payload))
  );
}
