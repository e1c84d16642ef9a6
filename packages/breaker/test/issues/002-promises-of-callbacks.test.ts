import { expect, test, vi } from "vitest";
import { type BreakerOptions, createBreaker } from "../../src/index.ts";
import { boom, failing, rejection } from "../support.ts";

const no = (): Promise<never> => Promise.reject(new Error("late"));
// Each is warned of once, so each test needs one of its own.
const predicate = (): (() => boolean) => (() => no()) as unknown as () => boolean;

// A promise is truthy, whatever it says later, and its rejection ended the process.
test.each<[string, BreakerOptions]>([
  ["isFailure", { isFailure: predicate() }],
  ["isFailureResult", { isFailureResult: predicate() }],
  ["fallbackFor", { fallback: () => "instead", fallbackFor: predicate() }],
])("%s that hands back a promise is warned of, and counts as one that throws", async (name, options) => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const breaker = createBreaker({ failureThreshold: 1, ...options });
  if (name === "isFailureResult") expect(await breaker.call(() => "result")).toBe("result");
  else expect(await rejection(breaker.call(failing))).toBe(boom);
  expect(breaker.state).toBe("open");
  expect(warn.mock.calls).toEqual([
    [`${name} threw: expected true or false, received a promise`, "BreakerWarning"],
  ]);
});

test("an async start hook that rejects is warned of, and its promise is handed to the end hook", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const started = no();
  const onCallEnd = vi.fn();
  const breaker = createBreaker({ hooks: { onCallStart: () => started, onCallEnd } });
  expect(await breaker.call(() => 1)).toBe(1);
  expect(onCallEnd).toHaveBeenCalledWith(expect.objectContaining({ outcome: "success" }), started);
  expect(warn.mock.calls).toEqual([["onCallStart threw: late", "BreakerWarning"]]);
});
