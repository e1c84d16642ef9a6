import { expect, test } from "vitest";
import { createBreaker, failureRateOverTime, type SavedWindow } from "../../src/index.ts";
import { createManualClock } from "../../src/testing.ts";

// null among the buckets was a TypeError, after the totals had changed; texts were joined instead of added.
test.each<[unknown]>([[null], [5], [["0", "1", "1"]], [[0, "1e9", "1e9"]], [[0, Number.NaN, 0]], [{}]])(
  "a saved window ignores a bucket that it cannot read: %j",
  (bucket) => {
    const make = () => createBreaker({ clock: createManualClock(), trip: failureRateOverTime() });
    const snapshot = make().snapshot();
    const saved = { buckets: [[0, 2, 1], bucket] } as unknown as SavedWindow;
    const breaker = make();
    breaker.restore({ ...snapshot, windows: [{ policy: "failure-rate-over-time", saved }] });
    expect(breaker.snapshot().windows[0]?.saved).toEqual({ buckets: [[0, 2, 1]] });
  },
);
