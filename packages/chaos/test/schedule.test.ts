import fc from "fast-check";
import { expect, test } from "vitest";
import { isActive, isAnyActive, nextChangeMs, type Schedule } from "../src/schedule.ts";

const cases: readonly [Schedule, readonly number[], readonly number[]][] = [
  [{}, [0, 1e9], []],
  [{ fromMs: 10 }, [10, 11], [0, 9.99]],
  [{ untilMs: 10 }, [0, 9.99], [10, 11]],
  [{ fromMs: 10, untilMs: 20 }, [10, 19], [9, 20]],
  [{ everyMs: 100, forMs: 20 }, [0, 19, 100, 119, 1000], [20, 99, 120, 199]],
  [{ fromMs: 50, everyMs: 100, forMs: 20 }, [50, 69, 150, 169], [0, 49, 70, 149, 170]],
  [{ fromMs: 50, untilMs: 160, everyMs: 100, forMs: 20 }, [50, 159], [160, 165, 250]],
  [{ fromMs: 30, everyMs: 100, forMs: 20 }, [30, 49, 130, 149], [29, 50, 70, 129, 170]],
  [{ everyMs: 10, forMs: 10 }, [0, 9, 10, 25], []],
];

test.each(cases)("%o is active at %o and not at %o", (schedule, active, inactive) => {
  expect(active.filter((ms) => !isActive(schedule, ms))).toEqual([]);
  expect(inactive.filter((ms) => isActive(schedule, ms))).toEqual([]);
});

test("of several windows one is enough", () => {
  const windows = [{ untilMs: 10 }, { fromMs: 20, untilMs: 30 }];
  expect([0, 15, 25, 35].map((ms) => isAnyActive(windows, ms))).toEqual([true, false, true, false]);
});

test.each([
  [{}, 5, undefined],
  [{ untilMs: 10 }, 5, 10],
  [{ untilMs: 10 }, 10, undefined],
  [{ fromMs: 10 }, 5, 10],
  [{ fromMs: 10 }, 10, undefined],
  [{ everyMs: 100, forMs: 20 }, 0, 20],
  [{ everyMs: 100, forMs: 20 }, 20, 100],
  [{ fromMs: 50, everyMs: 100, forMs: 20 }, 170, 250],
  [{ everyMs: 100, forMs: 20, untilMs: 110 }, 105, 110],
  [{ everyMs: 10, forMs: 10 }, 5, 10],
] as const)("%o changes after %i at %i", (schedule, elapsedMs, next) => {
  expect(nextChangeMs([schedule], elapsedMs)).toBe(next);
  expect(nextChangeMs([{}, schedule], elapsedMs)).toBe(next);
});

test("between one change and the next nothing changes, and time goes on", () => {
  const ms = fc.integer({ min: 0, max: 300 });
  const turns = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }));
  const schedule = fc.tuple(ms, fc.option(ms), fc.option(turns)).map(([fromMs, length, turn]): Schedule => ({
    fromMs,
    ...(length === null ? {} : { untilMs: fromMs + length + 1 }),
    ...(turn === null ? {} : { forMs: turn[0], everyMs: turn[0] + turn[1] }),
  }));
  fc.assert(
    fc.property(fc.array(schedule, { minLength: 1, maxLength: 3 }), (schedules) => {
      let [at, active] = [0, isAnyActive(schedules, 0)];
      for (let elapsed = 0; elapsed < 700; elapsed += 1) {
        const next = nextChangeMs(schedules, at) ?? Infinity;
        expect(next).toBeGreaterThan(at);
        if (elapsed >= next) [at, active] = [elapsed, isAnyActive(schedules, elapsed)];
        expect(isAnyActive(schedules, elapsed)).toBe(active);
      }
    }),
  );
});
