import { expect, test } from "vitest";
import { failureRate, failureRateOverTime, slowCalls } from "../../src/index.ts";

const none: unknown = undefined;

// Everywhere else `undefined` stands for the default; the policies refused it.
test("undefined stands for the default in the options of policies too", () => {
  const percent = none as number;
  expect(failureRate({ percent, lastCalls: percent, minimumCalls: percent }).kind).toBe("failure-rate");
  expect(failureRateOverTime({ percent, windowMs: percent }).kind).toBe("failure-rate-over-time");
  expect(slowCalls({ slowerThanMs: 5, percent, windowMs: percent }).slowerThanMs).toBe(5);
});
