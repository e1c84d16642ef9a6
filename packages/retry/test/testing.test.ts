import { expect, test } from "vitest";
import { FakeClock } from "../src/testing.ts";

test("stands still until it is moved", async () => {
  const clock = new FakeClock(5000);
  const fired: string[] = [];
  clock.setTimer(() => fired.push("b"), 20);
  clock.setTimer(() => fired.push("a"), 10);
  const cancel = clock.setTimer(() => fired.push("cancelled"), 5);
  cancel();
  expect([clock.now(), clock.wallTime(), clock.pendingTimers]).toEqual([0, 5000, 2]);
  await clock.advance(10);
  expect(fired).toEqual(["a"]);
  await clock.advance(15);
  expect(fired).toEqual(["a", "b"]);
  expect([clock.now(), clock.wallTime(), clock.pendingTimers]).toEqual([25, 5025, 0]);
});

test("fires timers that timers set, within the same move", async () => {
  const clock = new FakeClock();
  const fired: number[] = [];
  clock.setTimer(() => {
    fired.push(clock.now());
    clock.setTimer(() => fired.push(clock.now()), 10);
  }, 10);
  await clock.advance(20);
  expect(fired).toEqual([10, 20]);
});

test("settle moves as far as the promise needs, and settles as it does", async () => {
  const clock = new FakeClock();
  const after = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimer(resolve, ms));
  clock.setTimer(() => undefined, 1000);
  await clock.settle(after(30).then(() => after(40)));
  expect(clock.now()).toBe(70);
  expect(clock.pendingTimers).toBe(1);
  await expect(clock.settle(Promise.reject(new Error("no")))).rejects.toThrow("no");
});
