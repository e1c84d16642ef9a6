import { expect, test } from "vitest";
import { summarizeSilence } from "../src/silence.ts";

test("silence is summed up with what is left of its limit, and phi where there is one", () => {
  expect(summarizeSilence(300, 1000)).toStrictEqual({ silentMs: 300, limitMs: 1000, marginMs: 700 });
  expect(summarizeSilence(1300, 1000, 0)).toStrictEqual({
    silentMs: 1300,
    limitMs: 1000,
    marginMs: -300,
    phi: 0,
  });
});
