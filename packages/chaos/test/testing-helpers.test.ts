import { expect, test } from "vitest";
import { FakeClock } from "../src/testing.ts";

test("a fake clock fires what is due, in order, at its time", async () => {
  const clock = new FakeClock();
  const log: string[] = [];
  const note = (name: string) => () => void log.push(`${name} at ${clock.now()}`);
  clock.setTimer(note("b"), 20);
  clock.setTimer(note("a"), 10);
  clock.setTimer(note("never"), 15)();
  clock.setTimer(() => clock.setTimer(note("c"), 5), 20);
  clock.setTimer(note("late"), 26);
  await clock.advance(25);
  expect(log).toEqual(["a at 10", "b at 20", "c at 25"]);
  expect([clock.now(), clock.pendingTimers]).toEqual([25, 1]);
});
