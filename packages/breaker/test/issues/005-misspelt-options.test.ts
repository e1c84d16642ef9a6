import { expect, test } from "vitest";
import { type CallOptions, createBreaker } from "../../src/index.ts";
import { problems, rejection } from "../support.ts";

// Both were taken without a word, and did nothing.
test("a misspelt hook is refused", () => {
  const hooks: object = { onCallStrt: () => {} };
  expect(problems(() => createBreaker({ hooks }))).toEqual([
    "hooks: expected an object with functions onCallStart, onCallEnd or both, received an object",
  ]);
});

test.each<[unknown, string]>([
  [{ timeout: 5 }, "A call has no option timeout; there are signal, timeoutMs, fallback, fallbackFor"],
  [
    { sgnal: AbortSignal.timeout(5) },
    "A call has no option sgnal; there are signal, timeoutMs, fallback, fallbackFor",
  ],
  [null, "The options of a call must be an object, received null"],
  [5, "The options of a call must be an object, received number"],
])("options of a call that are none are refused: %#", async (options, message) => {
  let called = 0;
  const call = createBreaker().call(() => (called += 1), options as CallOptions);
  expect(await rejection(call)).toEqual(new TypeError(message));
  expect(called).toBe(0);
});
