import { describe, expect, test } from "vitest";
import { RecordRing } from "../src/record-ring.ts";

describe("RecordRing", () => {
  test("keeps the newest and hands back what had to go", () => {
    const ring = new RecordRing<string>(2);
    expect([ring.push("a"), ring.push("b"), ring.push("c")]).toEqual([undefined, undefined, "a"]);
    expect(ring.size).toBe(2);
    expect(ring.oldest()).toBe("b");
    expect([ring.fromNewest(0), ring.fromNewest(1), ring.fromNewest(2)]).toEqual(["c", "b", undefined]);
    expect(ring.fromNewest(-1)).toBeUndefined();
  });

  test("is emptied from the oldest end", () => {
    const ring = new RecordRing<string>(3);
    ring.push("a");
    ring.push("b");
    expect([ring.shift(), ring.shift(), ring.shift()]).toEqual(["a", "b", undefined]);
    expect(ring.size).toBe(0);
    expect(ring.oldest()).toBeUndefined();
  });
});
