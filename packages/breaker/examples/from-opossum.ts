import { createBreaker, failureRateOverTime } from "@pigeon/breaker";

async function getUser(id: number): Promise<string> {
  if (id < 0) throw new Error("no such user");
  return `user ${id}`;
}

// const breaker = new CircuitBreaker(getUser, {
const breaker = createBreaker({
  timeoutMs: 3_000, //                      timeout: 3000,
  recoveryTimeoutMs: 30_000, //             resetTimeout: 30000,
  trip: failureRateOverTime({
    percent: 50, //                         errorThresholdPercentage: 50,
    windowMs: 10_000, //                    rollingCountTimeout: 10000,
    minimumCalls: 10, //                    volumeThreshold: 10,
  }),
  halfOpenMaxRequests: 1, //                (always 1)
  maxConcurrent: 100, //                    capacity: 100,
  isFailure: (error) => !(error instanceof RangeError), // errorFilter: (error) => error instanceof RangeError,
  fallback: () => "nobody", //              breaker.fallback(() => "nobody")
});
breaker.on("stateChange", ({ to }) => console.log(to)); // breaker.on("open", ...), "halfOpen", "close"

console.log(await breaker.call(() => getUser(7))); //   breaker.fire(7)
console.log(await breaker.call(() => getUser(-1)));
breaker.isolate(); //                                   breaker.open(), for good
breaker.reset(); //                                     breaker.close()
