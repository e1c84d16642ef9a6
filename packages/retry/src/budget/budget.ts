import type { RetryKind } from "../retry-kind.ts";

/**
 * What calls may spend on retries together. Share one between all calls to the same service: when it
 * fails as a whole, retries then stop instead of multiplying the load.
 *
 * `retry` and `hedge` call these methods; nothing else needs to. Times are milliseconds of their clock.
 */
export interface RetryBudget {
  /** A call begins. */
  begin(nowMs: number): void;
  /** An attempt failed in a way that is worth a retry, whether or not one will follow. */
  fail(kind: RetryKind, nowMs: number): void;
  /** Takes what one retry costs and says how much that was; undefined, and nothing taken, if spent. */
  take(kind: RetryKind, nowMs: number): number | undefined;
  /** A call succeeded. `held` is what its last retry cost, 0 where it needed none. */
  succeed(held: number, nowMs: number): void;
}
