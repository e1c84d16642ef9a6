import { integer } from "./rules.ts";
import { checkTrip, type TripPolicy } from "./trip.ts";

/** Opens after `failures` failures in a row (an integer from 1). Throws a `BreakerOptionsError`. */
export function consecutiveFailures(failures: number): TripPolicy {
  const kind = "consecutive-failures";
  checkTrip(kind, { failures }, { failures: integer(1, Number.MAX_SAFE_INTEGER) }, ["failures"]);
  const window = {
    record: (_failed: boolean, _durationMs: number, _now: number, inARow: number) =>
      inARow < failures ? undefined : { policy: kind, value: inARow, limit: failures, calls: inARow },
    // The breaker itself counts failures in a row.
    save: () => ({}),
  };
  return { kind, timed: false, start: () => window };
}
