import * as cockatiel from "cockatiel";
import { createRetry } from "@pigeon/retry";

async function poll(attempt: number): Promise<string> {
  if (attempt === 1) throw new TypeError("no connection");
  return attempt === 2 ? "pending" : "ready";
}

// Before
const policy = cockatiel.retry(
  cockatiel.handleType(TypeError).orWhenResult((result) => result === "pending"),
  { maxAttempts: 4, backoff: new cockatiel.ExponentialBackoff({ initialDelay: 10, maxDelay: 1000 }) },
);
const limit = cockatiel.timeout(2000, cockatiel.TimeoutStrategy.Aggressive);
const before = cockatiel.wrap(policy, limit);
policy.onRetry(({ attempt }) => console.log("retry", attempt));
let polls = 0;
console.log(await before.execute(() => poll((polls += 1))));

// After
const after = createRetry<string>({
  maxRetries: 4,
  baseDelayMs: 10,
  maxDelayMs: 1000,
  jitter: "decorrelated",
  attemptTimeoutMs: 2000,
  shouldRetry: ({ error }) => error instanceof TypeError,
  shouldRetryResult: ({ result }) => result === "pending",
  onRetry: ({ attempt }) => console.log("retry", attempt),
});
console.log(await after(({ attempt }) => poll(attempt)));
