import { expect, test } from "vitest";
import { hedge, retry, RetryBudgetError } from "../src/index.ts";
import { FakeClock, fixedBudget, recordHooks, scriptedWork } from "../src/testing.ts";
import { rejection } from "./support.ts";

test("scripted work returns, throws and hangs in turn, and keeps to its last step", async () => {
  const clock = new FakeClock();
  const error = new Error("one");
  const work = scriptedWork<string>({ throws: error }, { hangs: true }, { returns: "done" });
  const call = retry(work.fn, { clock, attemptTimeoutMs: 50, jitter: "none" });
  await expect(clock.settle(call)).resolves.toBe("done");
  expect(work.contexts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  expect(clock.now()).toBe(1000 + 50 + 2000);
  await expect(hedge(work.fn)).resolves.toBe("done");
  expect(await rejection(retry(scriptedWork().fn, { maxRetries: 0 }))).toHaveProperty(
    "cause.message",
    "the script has no steps",
  );
});

test("recorded hooks tell what a call did", async () => {
  const clock = new FakeClock();
  const { hooks, events } = recordHooks();
  const error = new Error("one");
  const options = { clock, jitter: "none", maxRetries: 1, ...hooks } as const;
  await clock.settle(retry(scriptedWork({ throws: error }, { returns: 1 }).fn, options));
  const recorder = recordHooks();
  await rejection(clock.settle(retry(scriptedWork({ throws: error }).fn, { ...options, ...recorder.hooks })));
  expect(events).toEqual([
    { kind: "retry", error, attempt: 1, delayMs: 1000 },
    { kind: "success", attempts: 2, elapsedMs: 1000 },
  ]);
  expect(recorder.delays).toEqual([1000]);
  expect(recorder.events.at(-1)).toMatchObject({ kind: "giveUp", reason: "exhausted" });
});

test("a fixed budget allows so many retries", async () => {
  const clock = new FakeClock();
  const budget = fixedBudget(2);
  const work = scriptedWork<string>({ throws: new Error("down") });
  const call = retry(work.fn, { clock, budget, maxRetries: 9 });
  expect(await rejection(clock.settle(call))).toBeInstanceOf(RetryBudgetError);
  expect(work.contexts).toHaveLength(3);
  expect(budget.left).toBe(0);
  await retry(() => 1, { budget });
  expect(budget.left).toBe(0);
});
