import { expect, test } from "vitest";
import { LazySignal } from "../src/lazy-signal.ts";

test("a signal asked for before the abort is told of it", () => {
  const lazy = new LazySignal();
  const { signal } = lazy;
  expect(lazy.signal).toBe(signal);
  expect([signal.aborted, lazy.aborted]).toEqual([false, false]);
  lazy.abort("first");
  lazy.abort("second");
  expect([signal.aborted, signal.reason, lazy.aborted]).toEqual([true, "first", true]);
});

test("a signal asked for after the abort is aborted from the start", () => {
  const lazy = new LazySignal();
  lazy.abort("gone");
  expect([lazy.signal.aborted, lazy.signal.reason]).toEqual([true, "gone"]);
});
