// One function for each way to do the same call, by the name of the package that does it.
import asyncRetry from "async-retry";
import {
  ConstantBackoff,
  handleAll,
  retry as cockatielRetry,
  timeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";
import pRetry from "p-retry";
import { createRetry, createTokenBudget, retry } from "@pigeon/retry";

export type Subject = () => Promise<unknown>;

const work = async (): Promise<number> => 1;

/** Fails twice, then succeeds; a new one for each call. */
function flaky(): () => Promise<number> {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls < 3) throw error;
    return 1;
  };
}

// One error for all: making stack traces would be most of what is measured.
const error = new Error("not yet");

const noDelay = { minTimeout: 0, maxTimeout: 0, randomize: false, retries: 3 };
const run = createRetry();
const runNoDelay = createRetry({ baseDelayMs: 0 });
const runTimed = createRetry({ attemptTimeoutMs: 1000 });
const runGuarded = createRetry({ attemptTimeoutMs: 1000, budget: createTokenBudget() });
const cockatiel = cockatielRetry(handleAll, { maxAttempts: 3, backoff: new ConstantBackoff(0) });
const cockatielTimed = wrap(cockatiel, timeout(1000, TimeoutStrategy.Aggressive));

export const firstTry: Record<string, Subject> = {
  "nothing, the bare call": work,
  "@pigeon/retry, createRetry": () => run(work),
  "@pigeon/retry, retry": () => retry(work),
  "@pigeon/retry, retry with options": () => retry(work, { maxRetries: 3, baseDelayMs: 100, jitter: "full" }),
  "p-retry": () => pRetry(work, { retries: 3 }),
  "async-retry": () => asyncRetry(work, { retries: 3 }),
  cockatiel: () => cockatiel.execute(work),
};

export const thirdTry: Record<string, Subject> = {
  "@pigeon/retry, createRetry": () => runNoDelay(flaky()),
  "@pigeon/retry, retry": () => retry(flaky(), { baseDelayMs: 0 }),
  "p-retry": () => pRetry(flaky(), noDelay),
  "async-retry": () => asyncRetry(flaky(), noDelay),
  cockatiel: () => cockatiel.execute(flaky()),
};

export const withTimeout: Record<string, Subject> = {
  "@pigeon/retry, createRetry": () => runTimed(work),
  "@pigeon/retry, createRetry with budget": () => runGuarded(work),
  "@pigeon/retry, retry": () => retry(work, { attemptTimeoutMs: 1000 }),
  "p-retry and a timer of its own": () => pRetry(() => limited(work), { retries: 3 }),
  "async-retry and a timer of its own": () => asyncRetry(() => limited(work), { retries: 3 }),
  "cockatiel, retry and timeout": () => cockatielTimed.execute(work),
};

/** The least that a user would write where the package has no timeout for an attempt. */
async function limited<T>(fn: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("too late")), 1000);
  });
  try {
    return await Promise.race([fn(), late]);
  } finally {
    clearTimeout(timer);
  }
}
