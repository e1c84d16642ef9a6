import { expect, test, vi } from "vitest";
import { describe as show, guardedRandom, report } from "../src/guard.ts";

test("each callback is reported once, as a process warning", () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const one = (): void => {};
  report("A listener", one, new Error("first"));
  report("A listener", one, new Error("second"));
  report("A listener", () => {}, new Error("third"));
  expect(warn.mock.calls).toEqual([
    ["A listener threw: first", "BreakerWarning"],
    ["A listener threw: third", "BreakerWarning"],
  ]);
});

test.each([
  [new Error("plain"), "plain"],
  ["text", "text"],
  [undefined, "undefined"],
  [null, "null"],
  [Object.assign(new Error("x"), { message: 42 }), "42"],
  [Object.create(null), "a value that cannot be shown"],
])("anything thrown has a message: %#", (thrown: unknown, message) => {
  expect(show(thrown)).toBe(message);
});

test.each([
  [0, 0],
  [0.999, 0.999],
  [1, 0],
  [-0.5, 0],
  [Number.NaN, 0],
])("chance of %d counts as %d", (given, counted) => {
  expect(guardedRandom(() => given)()).toBe(counted);
});

test("chance that throws is 0, and reported", () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const random = guardedRandom(() => {
    throw new Error("no dice");
  });
  expect([random(), random()]).toEqual([0, 0]);
  expect(warn.mock.calls).toEqual([["random threw: no dice", "BreakerWarning"]]);
});
