import { expect, test, vi } from "vitest";
import { createErrorTracker, type ErrorRule } from "../../src/index.ts";
import { silent } from "../support.ts";

const late = (): Promise<never> => Promise.reject(new Error("late"));

// It threw, where logging never does.
test("a category that does not exist beside a context that cannot be read is logged all the same", () => {
  const errors = createErrorTracker({ logger: silent });
  const context = {
    get secret(): string {
      throw new Error("no");
    },
  };
  const record = errors.log("billing" as "job", "x", new Error("boom"), context);
  expect(record).toMatchObject({
    category: "infrastructure",
    message: "boom",
    context: { category: "billing" },
  });
  const given = errors.log("billing" as "job", "x", new Error("boom"), { category: "mine", severity: "low" });
  expect(given).toMatchObject({ severity: "low", context: { category: "mine" } });
});

// These ended the process by an unhandled rejection; a promise was taken for a rule that holds.
test("a logger and rules that hand back promises that reject harm nothing", async () => {
  const rule = { when: late as unknown as () => boolean, severity: "low" } satisfies ErrorRule;
  const logger = { fatal: late, error: late, warn: late, info: late };
  const errors = createErrorTracker({ logger, rules: [rule] });
  const { severity } = errors.logJobError("job-1", new Error("boom"));
  expect(severity).toBe("medium");
  await new Promise((resolve) => setImmediate(resolve));
});

test("what is no callback is refused at once, not with each error", () => {
  const errors = createErrorTracker({ logger: silent });
  const none: unknown = undefined;
  const message = "A callback must be a function, received undefined";
  expect(() => errors.onError(none as () => void)).toThrow(new TypeError(message));
  expect(() => errors.onSpike(none as () => void)).toThrow(new TypeError(message));
});

// Each error walked through all entries, twice.
test("of a large Map or Set in a context, only what is kept is looked at", () => {
  const errors = createErrorTracker({ logger: silent });
  const walked = vi.fn();
  const entries = function* <T>(make: (i: number) => T): Generator<T> {
    for (let i = 0; ; i += 1) {
      walked();
      yield make(i);
    }
  };
  const cache = new Map<string, number>();
  cache[Symbol.iterator] = () =>
    entries((i): [string, number] => [`key ${i}`, i]) as MapIterator<[string, number]>;
  const ids = new Set<number>();
  ids[Symbol.iterator] = () => entries((i) => i) as SetIterator<number>;
  const { context } = errors.logJobError("job-1", new Error("boom"), { cache, ids });
  expect(Object.keys(context["cache"] as object)).toHaveLength(32);
  expect(context["ids"]).toHaveLength(32);
  expect(walked.mock.calls.length).toBeLessThanOrEqual(3 * 33);
});
