import { describe, expect, test } from "vitest";
import { CountRing } from "../src/count-ring.ts";

const ring = (slots = 3): CountRing => new CountRing({ slotMs: 10, slots, width: 2 });

describe("CountRing", () => {
  test("is zero before anything was added", () => {
    expect(ring().sum(0, 100)).toEqual([0, 0]);
  });

  test("sums the slots of the window, both ends included", () => {
    const counts = ring();
    counts.add(0, 0);
    counts.add(9, 1, 5);
    counts.add(10, 0);
    counts.add(25, 0);
    expect(counts.sum(0, 29)).toEqual([3, 5]);
    expect(counts.sum(10, 19)).toEqual([1, 0]);
    expect(counts.sum(5, 5)).toEqual([1, 5]);
  });

  test("forgets slots that fell out, even those that were jumped over", () => {
    const counts = ring();
    counts.add(0, 0);
    counts.add(10, 0);
    counts.add(31, 0);
    expect(counts.sum(-100, 100)).toEqual([2, 0]);
    counts.add(1_000, 0);
    expect(counts.sum(-100, 2_000)).toEqual([1, 0]);
  });

  test("takes a late addition into a slot that is still kept", () => {
    const counts = ring();
    counts.add(25, 0);
    counts.add(5, 0);
    expect(counts.sum(0, 9)).toEqual([1, 0]);
  });

  test("starts again when the time lies before everything kept", () => {
    const counts = ring();
    counts.add(1_000, 0);
    counts.add(0, 0);
    expect(counts.sum(0, 2_000)).toEqual([1, 0]);
  });

  test("never takes an old slot for the one that now has its place", () => {
    const counts = ring();
    counts.add(30, 0);
    counts.add(0, 0);
    expect(counts.sum(0, 9)).toEqual([1, 0]);
    expect(counts.sum(30, 39)).toEqual([0, 0]);
  });

  test("works before the epoch", () => {
    const counts = ring();
    counts.add(-15, 0);
    counts.add(-5, 0);
    expect(counts.sum(-20, -11)).toEqual([1, 0]);
    expect(counts.sum(-20, 0)).toEqual([2, 0]);
  });
});
