import { expect, test } from "vitest";
import { createRetry, retry, type RetryOptions } from "../src/index.ts";
import { rejection } from "./support.ts";

test("options of a class are checked too, where they are accessors", () => {
  class Settings {
    get maxRetries(): number {
      return -1;
    }
  }
  expect(() => createRetry(new Settings())).toThrow(/maxRetries: .*-1/);
  expect(() => createRetry(Object.assign(Object.create(null), { maxRetries: "2" }) as RetryOptions)).toThrow(
    /maxRetries: .*"2"/,
  );
});

test("what is no option is nobody's business, whatever its name", async () => {
  const options = { toString: 1, constructor: 2, retries: -1 } as unknown as RetryOptions;
  await expect(retry(() => "fine", options)).resolves.toBe("fine");
});

test("options given as undefined take their defaults", () => {
  const names = ["maxRetries", "baseDelayMs", "jitter", "strategy", "signal", "budget", "delay", "clock"];
  const options: RetryOptions = Object.fromEntries(names.map((name) => [name, undefined]));
  expect(createRetry({ ...options, jitter: "none" }).delays()).toEqual([1000, 2000, 4000]);
});

test("problems are listed in the order of the documentation, not in that of the options", async () => {
  const error = await rejection(retry(() => 1, { maxRetries: -1, baseDelayMs: -1 }));
  expect(error).toHaveProperty("problems", [
    "baseDelayMs: expected a number of milliseconds from 0 to 2147483647, received -1 (number)",
    "maxRetries: expected an integer of 0 or more, or Infinity, received -1 (number)",
  ]);
});
