import { EventEmitter } from "node:events";
import {
  circuitBreaker,
  ConsecutiveBreaker,
  CountBreaker,
  ExponentialBackoff,
  handleAll,
  retry as cockatielRetry,
  timeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";
import CircuitBreaker from "opossum";
import { type BreakerOptions, createBreaker, failureRate, type TripPolicy } from "@pigeon/breaker";
import { createRetry } from "@pigeon/retry";
import type { Subject } from "./measure.ts";

/** What opossum takes; it ships no types, and the package declares only what it uses itself. */
interface Opossum {
  fire(fn: () => Promise<unknown>): Promise<unknown>;
  open(): void;
  shutdown(): void;
}
type MakeOpossum = new (
  action: (fn: () => Promise<unknown>) => Promise<unknown>,
  options?: object,
) => Opossum;

const TIMEOUT_MS = 10_000;
const down = new Error("down");
const noop = async (): Promise<void> => {};
const failing = (): Promise<never> => Promise.reject(down);
const ignore = (): void => {};
const rotation = new EventEmitter().setMaxListeners(0);

const made: Opossum[] = [];

export function opossum(options: object = {}): Opossum {
  const breaker = new (CircuitBreaker as unknown as MakeOpossum)((fn) => fn(), options);
  made.push(breaker);
  return breaker;
}

/** Ends the timers of opossum's breakers: they sum up their statistics every second, in other benchmarks too. */
export function shutDown(): void {
  for (const breaker of made.splice(0)) breaker.shutdown();
}

export const LEAN: Readonly<Record<string, unknown>> = {
  volumeThreshold: Number.MAX_SAFE_INTEGER,
  errorThresholdPercentage: 100,
  rollingPercentilesEnabled: false,
  enableSnapshots: false,
  rollingCountBuckets: 1,
  rotateBucketController: rotation,
};

export function pigeon(options: BreakerOptions = {}): ReturnType<typeof createBreaker> {
  return createBreaker({ timeoutMs: TIMEOUT_MS, ...options });
}

export function cockatiel(): ReturnType<typeof circuitBreaker> {
  return circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) });
}

/** A call that does nothing and succeeds. */
export function noopCalls(): Record<string, Subject> {
  const [ours, untimed] = [pigeon(), pigeon({ timeoutMs: false })];
  const [defaults, lean] = [opossum(), opossum({ ...LEAN })];
  const theirs = cockatiel();
  const timed = wrap(cockatiel(), timeout(TIMEOUT_MS, TimeoutStrategy.Aggressive));
  return {
    "no breaker at all": noop,
    "@pigeon/breaker": () => ours.call(noop),
    "@pigeon/breaker, timeoutMs: false": () => untimed.call(noop),
    "opossum, defaults": () => defaults.fire(noop),
    "opossum, lean": () => lean.fire(noop),
    "cockatiel breaker, no timeout": () => theirs.execute(noop),
    "cockatiel wrap(breaker, timeout)": () => timed.execute(noop),
  };
}

/** The same through retry, breaker and timeout. */
export function pipelines(): Record<string, Subject> {
  const ours = pigeon();
  const again = createRetry({ maxRetries: 3 });
  const theirs = wrap(
    cockatielRetry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() }),
    cockatiel(),
    timeout(TIMEOUT_MS, TimeoutStrategy.Aggressive),
  );
  const defaults = opossum();
  const call = (): Promise<void> => ours.call(noop);
  return {
    "@pigeon/retry, @pigeon/breaker with timeout": () => again(call),
    "cockatiel wrap(retry, breaker, timeout)": () => theirs.execute(noop),
    "opossum alone, defaults": () => defaults.fire(noop),
  };
}

/** A call that an open breaker turns away. */
export function refusals(): Record<string, Subject> {
  const [ours, traced] = [pigeon(), pigeon({ captureStacks: true })];
  for (const breaker of [ours, traced]) {
    for (let i = 0; i < 5; i += 1) {
      const acquired = breaker.tryAcquire();
      if (acquired.ok) acquired.permit.failure(down);
    }
  }
  const [defaults, lean] = [opossum(), opossum({ ...LEAN })];
  defaults.open();
  lean.open();
  const theirs = cockatiel();
  theirs.isolate();
  return {
    "@pigeon/breaker": () => ours.call(noop).catch(ignore),
    "@pigeon/breaker, captureStacks: true": () => traced.call(noop).catch(ignore),
    "opossum, defaults": () => defaults.fire(noop).catch(ignore),
    "opossum, lean": () => lean.fire(noop).catch(ignore),
    "cockatiel, isolated": () => theirs.execute(noop).catch(ignore),
  };
}

/** A call that fails, with this many calls in the window before it. */
export async function failures(calls: number): Promise<Record<string, Subject>> {
  const never: TripPolicy = failureRate({ percent: 100, lastCalls: Math.max(calls, 2), minimumCalls: 2 });
  const ours = pigeon({ trip: never });
  const options = { errorThresholdPercentage: 100, rollingCountTimeout: 3_600_000 };
  const [defaults, lean] = [opossum(options), opossum({ ...LEAN, rollingCountTimeout: 3_600_000 })];
  const theirs = circuitBreaker(handleAll, {
    halfOpenAfter: 60_000,
    breaker: new CountBreaker({ threshold: 0.99, size: Math.max(calls, 2), minimumNumberOfCalls: 2 }),
  });
  const subjects = {
    "@pigeon/breaker, failureRate": (fn: () => Promise<unknown>) => ours.call(fn),
    "opossum, defaults": (fn: () => Promise<unknown>) => defaults.fire(fn),
    "opossum, lean": (fn: () => Promise<unknown>) => lean.fire(fn),
    "cockatiel, CountBreaker": (fn: () => Promise<unknown>) => theirs.execute(fn),
  };
  const turns: Record<string, Subject> = {};
  for (const [name, call] of Object.entries(subjects)) {
    for (let i = 0; i < calls; i += 1) await call(noop);
    let turn = 0;
    // One failure among successes, so that none of them opens.
    turns[name] = () => ((turn += 1) % 2 === 0 ? call(failing).catch(ignore) : call(noop));
  }
  return turns;
}
