import pRetry, { AbortError } from "p-retry";
import { retry } from "@pigeon/retry";

async function load(attempt: number): Promise<string> {
  if (attempt < 3) throw new Error("busy");
  return "loaded";
}

// Before
const before = await pRetry((attempt) => load(attempt), {
  retries: 5,
  minTimeout: 10,
  maxTimeout: 1000,
  onFailedAttempt: ({ error, retriesLeft }) => console.log(error.message, retriesLeft),
});

// After
const after = await retry(({ attempt }) => load(attempt), {
  maxRetries: 5,
  baseDelayMs: 10,
  maxDelayMs: 1000,
  onRetry: ({ error, attempt }) => console.log((error as Error).message, 6 - attempt),
});

console.log(before, after);

// Before: an error that must not be retried is wrapped.
const stop = (): Promise<never> => {
  throw new AbortError("not found");
};
await pRetry(stop).catch((error: Error) => console.log(error.message));

// After: it says so itself, or `shouldRetry` does.
const stopNow = (): Promise<never> => {
  throw Object.assign(new Error("not found"), { retryable: false });
};
await retry(stopNow).catch((error: Error) => console.log(error.message));
