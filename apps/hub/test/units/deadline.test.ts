import { expect, test } from "vitest";
import { within } from "../../src/deadline.ts";
import { FakeClock } from "./fake-clock.ts";

test("aborts when the time is up, and says so", async () => {
  const clock = new FakeClock(0);
  const signal = within(clock, 100, new AbortController().signal);
  await clock.advance(99);
  expect(signal.aborted).toBe(false);
  await clock.advance(1);
  expect(signal.reason).toEqual(new Error("no answer within 100 ms"));
});

test("aborts with the other signal and its reason, and leaves no timer behind", async () => {
  const clock = new FakeClock(0);
  const other = new AbortController();
  const signal = within(clock, 100, other.signal);
  other.abort("left");
  expect([signal.aborted, signal.reason]).toEqual([true, "left"]);
  expect(clock.waiting).toEqual([]);
});

test("is aborted from the start when the other one is", () => {
  const signal = within(new FakeClock(0), 100, AbortSignal.abort("gone"));
  expect([signal.aborted, signal.reason]).toEqual([true, "gone"]);
});
