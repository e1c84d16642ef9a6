import { expect, test } from "vitest";
import * as api from "../src/index.ts";
import * as testing from "../src/testing.ts";

// What users import. To take one away is a breaking change; to add one wants a line in the README.
test("the names of the package", () => {
  expect(Object.keys(api).sort()).toEqual([
    "AttemptTimeoutError",
    "HedgeLostError",
    "HttpStatusError",
    "LatencySketch",
    "RetryBudgetError",
    "RetryDeadlineError",
    "RetryExhaustedError",
    "RetryOptionsError",
    "RetryResultError",
    "ThrottledError",
    "backoffDelayMs",
    "classifyAwsError",
    "createQuotaBudget",
    "createRatioBudget",
    "createRetry",
    "createThrottle",
    "createTokenBudget",
    "delays",
    "hedge",
    "isRetryableHttpError",
    "rejectionProbability",
    "retry",
    "seededRandom",
    "withAwsRetry",
    "withHttpRetry",
  ]);
  expect(Object.keys(testing).sort()).toEqual(["FakeClock", "fixedBudget", "recordHooks", "scriptedWork"]);
});
