import asyncRetry from "async-retry";
import { retry } from "@pigeon/retry";

async function load(attempt: number): Promise<string> {
  if (attempt < 3) throw new Error("busy");
  throw Object.assign(new Error("not found"), { status: 404 });
}

// Before
const before = asyncRetry(
  async (bail, attempt) => {
    try {
      return await load(attempt);
    } catch (error) {
      if ((error as { status?: number }).status === 404) bail(error);
      throw error;
    }
  },
  { retries: 5, minTimeout: 10, maxTimeout: 1000, randomize: true },
);
await before.catch((error: Error) => console.log(error.message));

// After
const after = retry(({ attempt }) => load(attempt), {
  maxRetries: 5,
  baseDelayMs: 10,
  maxDelayMs: 1000,
  jitter: "full",
  shouldRetry: ({ error }) => (error as { status?: number }).status !== 404,
});
await after.catch((error: Error) => console.log(error.message));
