import { expect, test } from "vitest";
import { isActive, isAnyActive, type Schedule } from "../src/schedule.ts";

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
