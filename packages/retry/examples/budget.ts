import { createRatioBudget, createRetry, RetryBudgetError } from "@pigeon/retry";

// One for the whole process and service: retries add a fifth to its load at most, outage or not.
const budget = createRatioBudget({ percentCanRetry: 0.2, minRetriesPerSec: 0 });
const call = createRetry({ budget, baseDelayMs: 5 });

let requests = 0;
async function search(): Promise<string> {
  requests += 1;
  throw new Error("search is down");
}

const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => call(search)));
const spent = outcomes.filter(
  (outcome) => outcome.status === "rejected" && outcome.reason instanceof RetryBudgetError,
);
console.log(`${requests} requests for 100 calls; ${spent.length} ended because the budget is spent`);
