import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Tally } from "../src/tally.ts";
import { windowOf } from "../src/window.ts";
import { DAY, HOUR, MINUTE, T0 } from "./support.ts";

const RETENTION = 3 * DAY;

describe("Tally", () => {
  test("counts and sums by the minute, and by the hour in windows over a day", () => {
    const tally = new Tally(RETENTION);
    tally.add(T0, 5);
    tally.add(T0 + 1, 7);
    tally.add(T0 + 2 * HOUR);
    expect(tally.within(windowOf(T0 + 2 * HOUR, 60, RETENTION))).toEqual({ count: 1, sum: 0 });
    expect(tally.within(windowOf(T0 + 2 * HOUR, 180, RETENTION))).toEqual({ count: 3, sum: 12 });
    expect(tally.within(windowOf(T0 + 2 * DAY, 2 * 1_440, RETENTION))).toEqual({ count: 3, sum: 12 });
    expect(tally.within(windowOf(T0 - HOUR, 60, RETENTION))).toEqual({ count: 0, sum: 0 });
    expect(new Tally(RETENTION).within(windowOf(T0, 60, RETENTION))).toEqual({ count: 0, sum: 0 });
  });

  test("equals a model that remembers all, whatever the clock does within the day", () => {
    const step = fc.record({
      moveMs: fc.oneof(
        fc.integer({ min: 0, max: 5 * HOUR }),
        fc.integer({ min: -20 * MINUTE, max: 5 * MINUTE }),
      ),
      sum: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 4_500 }), (steps, minutes) => {
        const tally = new Tally(RETENTION);
        const model: { atMs: number; sum: number }[] = [];
        let nowMs = T0;
        for (const { moveMs, sum } of steps) {
          nowMs += moveMs;
          tally.add(nowMs, sum);
          model.push({ atMs: nowMs, sum });
        }
        nowMs = Math.max(T0, ...model.map(({ atMs }) => atMs));
        const window = windowOf(nowMs, minutes, RETENTION);
        const inside = model.filter(({ atMs }) => atMs >= window.sinceMs);
        const expected = { count: inside.length, sum: inside.reduce((total, { sum }) => total + sum, 0) };
        expect(tally.within(window)).toEqual(expected);

        const copy = new Tally(RETENTION);
        copy.restore(JSON.parse(JSON.stringify(tally.save())));
        expect(copy.within(window)).toEqual(expected);
        copy.restore(tally.save());
        expect(copy.within(window)).toEqual({ count: expected.count * 2, sum: expected.sum * 2 });
      }),
    );
  });

  test("keeps no more slots than its time holds", () => {
    const tally = new Tally(DAY);
    for (let minute = 0; minute < 10 * 1_440; minute++) tally.add(T0 + minute * MINUTE);
    const { minutes, hours } = tally.save();
    expect(minutes).toHaveLength(1_441);
    expect(hours).toHaveLength(25);
    expect(minutes.at(-1)).toEqual([(T0 + 14_399 * MINUTE) / MINUTE, 1, 0]);
    expect(hours[0]?.[1]).toBe(60);
  });

  test("begins anew when the clock is set back beyond all that it keeps", () => {
    const tally = new Tally(DAY);
    tally.add(T0);
    tally.add(T0 - 2 * DAY);
    expect(tally.save().hours).toEqual([[(T0 - 2 * DAY) / HOUR, 1, 0]]);
    tally.add(T0 - 3 * DAY + HOUR);
    expect(tally.save().hours).toHaveLength(2);
  });
});
