import { expect, test, vi } from "vitest";
import { describe as show, report } from "../src/guard.ts";

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
