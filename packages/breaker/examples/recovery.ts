import { createBreaker } from "@pigeon/breaker";
import { createManualClock } from "@pigeon/breaker/testing";

const clock = createManualClock();
const breaker = createBreaker({
  name: "search",
  failureThreshold: 2,
  recoveryTimeoutMs: 60_000,
  halfOpenMaxRequests: 2,
  clock,
});

let healthy = false;
const search = async (): Promise<string> => {
  if (!healthy) throw new Error("search is down");
  return "found";
};

await breaker.call(search).catch(() => {});
await breaker.call(search).catch(() => {});
console.log(breaker.state, breaker.snapshot().retryAfterMs);

healthy = true;
clock.advance(60_000);
console.log(breaker.state);

await Promise.all([breaker.call(search), breaker.call(search)]);
console.log(breaker.state);
