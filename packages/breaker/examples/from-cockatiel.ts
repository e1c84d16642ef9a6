import { consecutiveFailures, createBreaker } from "@pigeon/breaker";

// const policy = wrap(
//   bulkhead(20, 50),
//   circuitBreaker(handleWhen(isOutage), {
//     halfOpenAfter: new ExponentialBackoff({ initialDelay: 1000, maxDelay: 60000 }),
//     breaker: new ConsecutiveBreaker(5),
//   }),
//   timeout(3000, TimeoutStrategy.Aggressive),
// );
const breaker = createBreaker({
  maxConcurrent: 20,
  maxQueued: 50,
  isFailure: (error) => isOutage(error),
  recoveryTimeoutMs: { baseMs: 1_000, maxMs: 60_000 },
  trip: consecutiveFailures(5),
  halfOpenMaxRequests: 1,
  timeoutMs: 3_000,
});

function isOutage(error: unknown): boolean {
  return !(error instanceof RangeError);
}

breaker.on("stateChange", ({ to }) => console.log(to)); // breaker.onStateChange
// policy.execute(({ signal }) => ..., callerSignal)
console.log(
  await breaker.call(({ signal }) => `aborted: ${signal.aborted}`, { signal: AbortSignal.timeout(5_000) }),
);
// const handle = breaker.isolate(); handle.dispose();
breaker.isolate();
breaker.reset();
