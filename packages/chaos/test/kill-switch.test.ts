import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { KillSwitch } from "../src/kill-switch.ts";
import { FakeClock } from "../src/testing.ts";
import { wait } from "../src/wait.ts";

test("those who listen hear of changes until they are done, and a kill begins a new generation", () => {
  const killSwitch = new KillSwitch(true);
  const heard: boolean[] = [];
  const end = killSwitch.onChange((on) => heard.push(on));
  expect([killSwitch.set(true), killSwitch.set(false), killSwitch.set(false)]).toEqual([false, true, false]);
  expect([killSwitch.on, killSwitch.generation]).toEqual([false, 1]);
  expect([killSwitch.set(true), killSwitch.on, killSwitch.generation]).toEqual([true, true, 1]);
  end();
  killSwitch.set(false);
  expect([heard, killSwitch.generation]).toEqual([[false, true], 2]);
});

test("a wait that is over leaves nothing behind", async () => {
  const clock = new FakeClock();
  const killSwitch = new KillSwitch(true);
  const { signal } = new AbortController();
  const waiting = wait(clock, killSwitch, 10, signal);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  await clock.advance(10);
  await waiting;
  expect([getEventListeners(signal, "abort").length, clock.pendingTimers]).toEqual([0, 0]);
});
