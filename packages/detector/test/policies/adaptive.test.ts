import { describe, expect, test } from "vitest";
import { adaptiveDeadline } from "../../src/policies/adaptive.ts";
import { Fed, times } from "./feed.ts";

const fedBy = (...gaps: number[]): Fed => new Fed(adaptiveDeadline(), 1000).learn(...gaps);

describe("what it learns", () => {
  test("the classic two intervals, promised and then learned, and less as gaps prove regular", () => {
    const fed = new Fed(adaptiveDeadline(), 1000);
    const limits = [0, 1, 2, 3, 4, 5, 6].map((count) => (count === 0 ? fed : fed.learn(1000)).limitMs);
    expect(limits[0]).toBe(2000);
    expect(limits[1]).toBe(2000);
    expect(limits[2]).toBe(2000);
    expect(limits[3]).toBe(2000);
    expect(limits[4]).toBeCloseTo(1000 + (1000 * 4) / 5, 8);
    expect(limits[6]).toBeCloseTo(1000 + (1000 * 4) / 7, 8);
    expect(fed.learn(1000, 1000).limitMs).toBe(1500);
    expect(fed.expectedMs).toBe(1000);
    expect(fed.neighboursUntouched).toBe(true);
  });

  test("its name and the size of its memory", () => {
    expect(adaptiveDeadline()).toMatchObject({ name: "adaptive", memorySize: 4 });
  });

  test("an interval shorter than promised within four beats", () => {
    const fed = new Fed(adaptiveDeadline(), 30_000).learn(500, 500);
    expect(fed.limitMs).toBe(60_000);
    expect(fed.learn(500).limitMs).toBe(1000);
    expect(fed.learn(500, 500).limitMs).toBeCloseTo(500 + (500 * 4) / 6, 8);
    expect(fed.learn(500, 500).limitMs).toBe(750);
    expect(fed.expectedMs).toBe(500);
  });

  test("an interval longer than promised after a few mistakes", () => {
    const fed = new Fed(adaptiveDeadline(), 500);
    expect(fed.mistakes(times(50, 5000))).toBeLessThanOrEqual(3);
    expect(fed.limitMs).toBe(7500);
  });

  test("irregular gaps: six deviations above the mean", () => {
    const fed = fedBy(...Array.from({ length: 4000 }, (_, index) => (index % 2 === 0 ? 800 : 1200)));
    // Longer gaps weigh more, 1200 the most: the mean is a little above the middle.
    expect(fed.expectedMs).toBeGreaterThan(1000);
    expect(fed.expectedMs).toBeLessThan(1040);
    expect(fed.limitMs).toBeGreaterThan(fed.expectedMs + 6 * 190);
    expect(fed.limitMs).toBeLessThan(fed.expectedMs + 6 * 210);
  });

  test("half of a new level in as many gaps as half its memory takes", () => {
    const fed = fedBy(...times(100, 1000)).learn(...times(24, 1200));
    expect(fed.expectedMs).toBeCloseTo(1200 - 200 * (23 / 24) ** 24, 6);
    const slow = new Fed(adaptiveDeadline({ memoryGaps: 100 }), 1000).learn(...times(300, 1000), 1200);
    expect(slow.expectedMs).toBeCloseTo(1002, 8);
  });

  test("a drift from 1 to 2.5 s without a mistake", () => {
    const drift = Array.from({ length: 300 }, (_, index) => 1000 + (1500 * index) / 300);
    const fed = fedBy(...times(30, 1000));
    expect(fed.mistakes(drift)).toBe(0);
    expect(fed.learn(...times(200, 2500)).limitMs).toBeCloseTo(3750, 0);
  });
});

describe("what it must not learn", () => {
  test("a long gap moves the limit little: less than doubled, and soon forgotten", () => {
    const fed = fedBy(...times(100, 1000)).learn(300_000);
    expect(fed.expectedMs).toBeCloseTo(1000 + 1000 / 24, 8);
    expect(fed.limitMs).toBeLessThan(1600);
    expect(fed.learn(...times(100, 1000)).limitMs).toBeLessThan(1505);
  });

  test("not even as the first gap or the second", () => {
    expect(fedBy(300_000).limitMs).toBe(3000);
    expect(fedBy(1000, 300_000).limitMs).toBeCloseTo(2 * (1000 + 1000 / 3), 8);
    expect(fedBy(1000, 300_000, ...times(60, 1000)).limitMs).toBeLessThan(1600);
  });

  test("a heartbeat that comes twice, be it the first", () => {
    const twice = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 2 : 998));
    const fed = fedBy();
    for (const gap of twice) expect(fed.learn(gap).limitMs).toBeGreaterThan(1490);
    expect(fedBy(2, 2, 996, 2, 2, 996, 1000).limitMs).toBeGreaterThan(1500);
  });

  test("a backlog read at once teaches nothing", () => {
    const fed = fedBy(...times(100, 1000));
    const { limitMs } = fed;
    expect(fed.learn(...times(20, 0.01)).limitMs).toBeCloseTo(limitMs, 0);
    expect(fed.learn(...times(50, 1e-9)).limitMs).toBeCloseTo(limitMs, 0);
    expect(fedBy(0.1, 1000, 1000, 1000, 1000).expectedMs).toBeCloseTo(1000, 0);
  });

  test("gaps that are nothing are not even counted", () => {
    const fed = fedBy(...times(100, 1000), 6000, 6000);
    const before = fed.expectedMs;
    expect(fed.learn(0.000_9).expectedMs).toBe(before);
    expect(fed.learn(6000).expectedMs).toBe(6000);
  });

  test("a lost heartbeat now and then", () => {
    const fed = fedBy(...times(100, 1000));
    for (let round = 0; round < 20; round++) fed.learn(2000, ...times(30, 1000));
    expect(fed.limitMs).toBeLessThan(1600);
  });
});

describe("a step", () => {
  test("up: three gaps that agree are the new interval", () => {
    const fed = fedBy(...times(100, 1000)).learn(6000, 6300);
    expect(fed.expectedMs).toBeLessThan(1200);
    expect(fed.learn(5700).expectedMs).toBeCloseTo(6000, 8);
    expect(fed.limitMs).toBeCloseTo(12_000, 8);
    expect(fed.learn(...times(6, 6000)).limitMs).toBeCloseTo(9000, -2);
  });

  test("up, at most three mistakes", () => {
    expect(fedBy(...times(1000, 1000)).mistakes(times(100, 6000))).toBe(3);
    expect(fedBy(...times(1000, 1000)).mistakes(times(100, 600_000))).toBe(3);
  });

  test("down: once the gaps cover three old intervals", () => {
    const fed = fedBy(...times(100, 6000));
    expect(fed.expectedMs).toBe(6000);
    const before = fed.learn(...times(14, 1000)).expectedMs;
    expect(before).toBeGreaterThan(1500);
    expect(fed.learn(...times(4, 1000)).expectedMs).toBeCloseTo(1000, 8);
  });

  test("gaps that do not agree are none", () => {
    const fed = fedBy(...times(100, 1000)).learn(6000, 9000, 6000, 9000, 6000);
    expect(fed.expectedMs).toBeLessThan(1300);
  });

  test("gaps agree up to a quarter of their mean", () => {
    expect(fedBy(...times(100, 1000), 4000, 5000, 4500).expectedMs).toBe(4500);
    expect(fedBy(...times(100, 1000), 4000, 5001, 4500).expectedMs).toBeLessThan(1300);
  });

  test("a usual gap ends the run", () => {
    const fed = fedBy(...times(100, 1000)).learn(6000, 6000, 1000, 6000, 6000);
    expect(fed.expectedMs).toBeLessThan(1300);
    expect(fed.learn(6000).expectedMs).toBe(6000);
  });

  test("gaps within a quarter of the mean, or two deviations, are usual", () => {
    expect(fedBy(...times(100, 1000), ...times(3, 1240)).expectedMs).toBeLessThan(1100);
    // To the quarter: this one ends a run.
    expect(fedBy(...times(100, 1000), 6000, 6000, 1250, 6000).expectedMs).toBeLessThan(1300);
    expect(fedBy(...times(100, 1000), ...times(3, 1300)).expectedMs).toBeCloseTo(1300, 8);
    const jittery = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 700 : 1300));
    expect(fedBy(...jittery, ...times(3, 1500)).expectedMs).toBeLessThan(1250);
  });
});

describe("options", () => {
  const regular = (options: Parameters<typeof adaptiveDeadline>[0]): Fed =>
    new Fed(adaptiveDeadline(options), 1000).learn(...times(3000, 1000));

  test("multiple", () => {
    expect(regular({ multiple: 1.2 }).limitMs).toBeCloseTo(1200, 6);
    expect(regular({ multiple: 4 }).limitMs).toBeCloseTo(4000, 6);
    expect(new Fed(adaptiveDeadline({ multiple: 4 }), 1000).limitMs).toBe(4000);
  });

  test("deviations: none at all, or so many that they decide", () => {
    const twoOfThree = Array.from({ length: 3000 }, (_, index) => (index % 3 === 0 ? 600 : 1200));
    const none = new Fed(adaptiveDeadline({ deviations: 0 }), 1000).learn(...twoOfThree);
    expect(none.limitMs).toBe(1.5 * none.expectedMs);
    const many = new Fed(adaptiveDeadline({ deviations: 20 }), 1000).learn(...twoOfThree);
    expect(many.limitMs).toBeGreaterThan(3 * none.limitMs);
    expect(new Fed(adaptiveDeadline({ deviations: 50 }), 1000).learn(1000, 1000, 1000).limitMs).toBe(2000);
    expect(new Fed(adaptiveDeadline({ deviations: 0.5 }), 1000).learn(1000, 1000, 1000).limitMs).toBe(1500);
  });

  test("floor and ceiling", () => {
    const quick = new Fed(adaptiveDeadline(), 20).learn(...times(30, 20));
    expect(quick.limitMs).toBe(250);
    expect(quick.expectedMs).toBe(20);
    expect(new Fed(adaptiveDeadline({ floorMs: 40 }), 20).limitMs).toBe(40);
    const capped = new Fed(adaptiveDeadline({ ceilingMs: 5000 }), 1000).learn(...times(5, 6000));
    expect(capped.limitMs).toBe(5000);
    expect(capped.expectedMs).toBe(5000);
    expect(new Fed(adaptiveDeadline({ ceilingMs: 1500 }), 1000).limitMs).toBe(1500);
  });

  test("the longest memory still counts its runs", () => {
    const fed = new Fed(adaptiveDeadline({ memoryGaps: 10_000 }), 1000).learn(...times(12_000, 1000));
    expect(fed.learn(1100).expectedMs).toBeCloseTo(1000.01, 6);
    expect(fed.learn(6000, 6000, 6000).expectedMs).toBe(6000);
  });
});

test("beginning again forgets all", () => {
  const fed = fedBy(...times(50, 400), 6000, 6000).again(1000);
  expect(fed.limitMs).toBe(2000);
  expect(fed.learn(6000).limitMs).toBe(3000);
});
