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

test("only what is wrong is told", () => {
  expect(() => createRetry({ maxRetries: 1, baseDelayMs: -1, maxDelayMs: 1 })).toThrow(
    /^Invalid retry options:\n- baseDelayMs: [^\n]+$/,
  );
  class Fine {
    get maxRetries(): number {
      return 1;
    }
  }
  expect(createRetry(new Fine()).delays()).toHaveLength(1);
  for (const none of [1, "options", null]) {
    expect(() => createRetry(none as unknown as RetryOptions)).toThrow(
      /options: expected an object, received/,
    );
  }
});

test("values are told by kind, long ones in part", () => {
  const long = "x".repeat(50);
  const clock = { now: 1, wallTime: 2 };
  const told = (options: object): string => {
    try {
      createRetry(options);
    } catch (error) {
      return String(error);
    }
    return "nothing";
  };
  expect(told({ maxRetries: long })).toContain(`received "${"x".repeat(40)}" (string)`);
  expect(told({ clock })).toContain("received object with keys [now, wallTime]");
  expect(told({ delay: true })).toContain("received true (boolean)");
  expect(told({ clock: () => 1 })).toContain("received a value of kind function");
  expect(told({ jitter: [] })).toContain("received a value of kind array");
  expect(told({ maxRetries: 1n })).toContain("received a value of kind bigint");
});
