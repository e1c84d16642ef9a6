import { expect } from "vitest";
import {
  type Breaker,
  type BreakerFunction,
  type BreakerOptions,
  BreakerOptionsError,
  consecutiveFailures,
  createBreaker,
  type StateChange,
} from "../src/index.ts";
import { recoveryOf } from "../src/recovery.ts";
import type { Policy } from "../src/states.ts";
import { createManualClock, type ManualClock } from "../src/testing.ts";

export const POLICY: Policy = {
  trips: [consecutiveFailures(3)],
  recovery: recoveryOf(100),
  random: () => 0.5,
  halfOpenMaxRequests: 2,
  successThreshold: 2,
  probeTimeoutMs: 1_000,
  slowProbeMs: Infinity,
  rampUpMs: 0,
  rampUpFrom: 0.1,
};

/** A function for a breaker that settles when the test says so. */
export interface Held {
  readonly fn: BreakerFunction<string>;
  readonly signal: () => AbortSignal;
  readonly resolve: (value: string) => void;
  readonly reject: (error: unknown) => void;
}

export function held(): Held {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let signal: AbortSignal | undefined;
  return {
    fn: (context) => {
      signal = context.signal;
      return promise;
    },
    signal: () => {
      if (signal === undefined) throw new Error("not called yet");
      return signal;
    },
    resolve,
    reject,
  };
}

export const boom: Error = new Error("boom");

export const failing: BreakerFunction<never> = () => Promise.reject(boom);

/** What a promise rejects with. Throws when it fulfils. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a rejection, got ${String(value)}`);
}

export interface Made {
  readonly breaker: Breaker;
  readonly clock: ManualClock;
  readonly changes: StateChange[];
}

/** A breaker that opens at two failures and recovers after 100 ms, with what changed. */
export function make(options: BreakerOptions = {}): Made {
  const clock = createManualClock(1000);
  const breaker = createBreaker({
    name: "payments",
    failureThreshold: 2,
    recoveryTimeoutMs: 100,
    clock,
    ...options,
  });
  const changes: StateChange[] = [];
  breaker.on("stateChange", (change) => changes.push(change));
  return { breaker, clock, changes };
}

export async function fail(breaker: Breaker, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) expect(await rejection(breaker.call(failing))).toBe(boom);
}

/** The problems that an options error lists; none when there is no such error. */
export function problems(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof BreakerOptionsError) return error.problems;
    throw error;
  }
  return [];
}
