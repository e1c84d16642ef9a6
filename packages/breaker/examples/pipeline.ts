import { createBreakers } from "@pigeon/breaker";
import { createRetry } from "@pigeon/retry";

// From outside to inside: retry, breaker, timeout. Every failed attempt counts at the breaker, and
// once that is open its error, which carries `retryable: false`, ends the retrying at once.
const breakers = createBreakers({ failureThreshold: 3, timeoutMs: 1000, recoveryTimeoutMs: 10_000 });
const retry = createRetry({ maxRetries: 5, baseDelayMs: 10 });

let requests = 0;
async function charge(signal: AbortSignal): Promise<string> {
  requests += 1;
  signal.throwIfAborted();
  throw new Error("connection refused");
}

try {
  await retry(() => breakers.call("payments", ({ signal }) => charge(signal)));
} catch (error) {
  console.log(error instanceof Error ? error.name : error);
}
console.log(`${requests} requests, then the breaker turned the fourth away`);
