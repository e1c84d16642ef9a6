import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFull, take, type Bucket } from "../../src/http/limits.ts";
import { addressGroup, CallerLimits } from "../../src/http/limits-per-caller.ts";
import { systemClock } from "../../src/system.ts";

const rate = { perSecond: 10, burst: 5 };

/** Takes at these times, one after the other; tells which were let through. */
function takes(times: readonly number[]): { ok: boolean[]; bucket: Bucket | undefined; waits: number[] } {
  const waits: number[] = [];
  let bucket: Bucket | undefined;
  const ok = times.map((now) => {
    const taken = take(bucket, now, rate);
    bucket = taken.bucket;
    if (!taken.ok) waits.push(taken.retryAfterMs);
    return taken.ok;
  });
  return { ok, bucket, waits };
}

describe("a bucket", () => {
  test("lets a burst through, then as many as come in again", () => {
    expect(takes([0, 0, 0, 0, 0, 0, 99, 100, 100, 1_000]).ok).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  test("says how long to wait, and then it is so", () => {
    const { waits } = takes([0, 0, 0, 0, 0, 0, 30]);
    expect(waits).toEqual([100, 70]);
    expect(takes([0, 0, 0, 0, 0, 0, 100]).ok.at(-1)).toBe(true);
  });

  test("never lets through more than the burst and the rate, whatever the times", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 200 }), (pauses) => {
        let now = 0;
        const times = pauses.map((pause) => (now += pause));
        const through = takes(times).ok.filter(Boolean).length;
        const passed = (times.at(-1) ?? 0) - (times[0] ?? 0);
        expect(through).toBeLessThanOrEqual(rate.burst + (passed * rate.perSecond) / 1000);
      }),
    );
  });

  test("refuses nobody who keeps to the rate", () => {
    const times = Array.from({ length: 300 }, (_, index) => index * 100);
    expect(takes(times).ok).not.toContain(false);
  });

  test("takes no harm from a clock that goes back", () => {
    const { ok, bucket } = takes([1_000, 1_000, 1_000, 1_000, 1_000, 0, 500]);
    expect(ok.slice(5)).toEqual([false, false]);
    expect(bucket?.at).toBe(1_000);
    expect(isFull({ tokens: 4, at: 1_000 }, 0, rate)).toBe(false);
    expect(isFull({ tokens: 4, at: 1_000 }, 1_100, rate)).toBe(true);
  });
});

describe("the limits of callers", () => {
  function limits(perSecond: number) {
    let now = 0;
    const callers = new CallerLimits(perSecond, { ...systemClock, monotonic: () => now });
    return { callers, pass: (ms: number) => (now += ms) };
  }

  test("are each caller's own", () => {
    const { callers } = limits(1);
    expect(callers.refuse("a")).toBeUndefined();
    expect(callers.refuse("a")).toBe(1_000);
    expect(callers.refuse("b")).toBeUndefined();
  });

  test("take bounded memory, and little when it is quiet again", () => {
    const { callers, pass } = limits(1);
    for (let caller = 0; caller < 25_000; caller++) callers.refuse(`caller ${caller}`);
    expect(callers.size).toBe(10_000);
    pass(60_000);
    for (let round = 0; round < 10_000; round++) callers.refuse("the only one left");
    expect(callers.size).toBe(1);
  });

  test("do not forget a caller that goes on", () => {
    const { callers } = limits(1);
    callers.refuse("busy");
    for (let caller = 0; caller < 15_000; caller++) {
      callers.refuse(`caller ${caller}`);
      if (caller % 1_000 === 0) expect(callers.refuse("busy")).toBeDefined();
    }
  });
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("the address %s counts as %s", (address, group) => {
  expect(addressGroup(address)).toBe(group);
});
