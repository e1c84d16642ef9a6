import { expect, test } from "vitest";
import { hedge, retry, RetryExhaustedError, withAwsRetry, withHttpRetry } from "../../src/index.ts";
import { rejection } from "../support.ts";

const thrower = (): never => {
  throw new Error("not this one");
};
// Promises ask whatever they are given for `then`.
const unreadable: object = new Proxy({}, { get: (_, name) => (name === "then" ? undefined : thrower()) });
const mute: Error = Object.defineProperty(new Error("x"), "message", { get: thrower });
const symbol: Error = Object.assign(new Error("x"), { message: Symbol("m") });

// What the getter threw took the place of the error, and hedge never settled.
test.each<[string, unknown]>([
  ["a proxy", unreadable],
  ["an error without a readable message", mute],
  ["an error whose message is a symbol", symbol],
])("%s reaches the caller untouched", async (_name, thrown) => {
  const fn = (): Promise<never> => Promise.reject(thrown);
  const error = await rejection(retry(fn, { maxRetries: 1, baseDelayMs: 0 }));
  expect(error).toBeInstanceOf(RetryExhaustedError);
  expect((error as RetryExhaustedError).cause === thrown).toBe(true);
  expect((error as RetryExhaustedError).message).toBe(
    "Gave up after 2 attempts: a thrown value of kind object",
  );
  expect((await rejection(withHttpRetry(fn))) === thrown).toBe(true);
  expect((await rejection(withAwsRetry(fn))) === thrown).toBe(true);
  const all = (await rejection(hedge(fn, { delayMs: 0 }))) as AggregateError;
  expect(all.errors.map((each) => each === thrown)).toEqual([true, true]);
});
