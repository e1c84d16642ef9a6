import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { circuitBreaker, ConsecutiveBreaker, handleAll, SamplingBreaker } from "cockatiel";

/** The part of opossum that is measured. It ships no types, and the package declares only what it uses itself. */
export interface Opossum {
  fire(): Promise<unknown>;
  open(): void;
}
type OpossumClass = new (fn: () => Promise<unknown>, options?: Record<string, unknown>) => Opossum;
const CircuitBreaker = createRequire(import.meta.url)("opossum") as OpossumClass;

/** opossum as its README has it: with a timeout of 10 s. */
export function opossum(fn: () => Promise<unknown>, options: Record<string, unknown> = {}): Opossum {
  return new CircuitBreaker(fn, options);
}

const rotation = new EventEmitter().setMaxListeners(0);
const LEAN = {
  rollingPercentilesEnabled: false,
  enableSnapshots: false,
  rollingCountBuckets: 1,
  rotateBucketController: rotation,
};

/** opossum with everything off that its options can switch off. */
export function leanOpossum(fn: () => Promise<unknown>, options: Record<string, unknown> = {}): Opossum {
  return new CircuitBreaker(fn, { ...LEAN, ...options });
}

export function cockatielBreaker(): ReturnType<typeof circuitBreaker> {
  return circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) });
}

/** Opens when half of the calls of a minute fail. */
export function cockatielSampling(): ReturnType<typeof circuitBreaker> {
  const breaker = new SamplingBreaker({ threshold: 0.99, duration: 60_000, minimumRps: 0 });
  return circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker });
}
