import { describe, expect, test } from "vitest";
import { fixedDeadline, silenceOf } from "../src/deadline.ts";

describe("deadlines", () => {
  test("the fixed rule learns nothing", () => {
    const deadline = fixedDeadline(2000).forWorker();
    deadline.observe(10);
    deadline.observe(90_000);
    expect(deadline.silenceLimitMs()).toBe(2000);
  });

  test("silence speaks beyond the limit only", () => {
    expect(silenceOf(1000, 3000, 2000)).toBeUndefined();
    expect(silenceOf(1000, 3001, 2000)).toEqual({ kind: "silence", silentMs: 2001, limitMs: 2000 });
  });
});
