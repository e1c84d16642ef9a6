import { describe, expect, test } from "vitest";
import { MonitorTime } from "../src/monitor-time.ts";

function started(delayMs = 100): { time: MonitorTime; to: (clockMs: number) => void } {
  let clockMs = 1000;
  const time = new MonitorTime({ now: () => clockMs });
  time.expectTick(delayMs);
  return { time, to: (ms) => void (clockMs = ms) };
}

describe("the monitor's time", () => {
  test("runs from 0, with the clock, up to what a tick and its lateness allow", () => {
    const { time, to } = started();
    expect(time.now()).toBe(0);
    to(1350);
    expect(time.now()).toBe(350);
    to(9000);
    expect(time.now()).toBe(350);
    to(500);
    expect(time.now()).toBe(0);
  });

  test("a tick that is 50 ms late judges, a later one looks again, but only once", () => {
    const { time, to } = started();
    to(1150);
    expect(time.tick()).toBe(true);
    time.expectTick(100);
    to(1301);
    expect(time.tick()).toBe(false);
    time.expectTick(50);
    to(1402);
    expect(time.tick()).toBe(true);
    time.expectTick(100);
    to(1553);
    expect(time.tick()).toBe(false);
  });

  test("stopping forgets that it looked again", () => {
    const { time, to } = started();
    to(1301);
    expect(time.tick()).toBe(false);
    time.expectTick(Infinity);
    time.expectTick(100);
    to(1452);
    expect(time.tick()).toBe(false);
  });

  test.each([
    ["before it was started anew", [Infinity]],
    ["and was started anew", [Infinity, 100]],
  ])("a stop after a second look that is due forgets it: %s", (_what, delays) => {
    const { time, to } = started();
    to(1301);
    expect(time.tick()).toBe(false);
    for (const delayMs of delays) time.expectTick(delayMs);
    // The clock was set back.
    to(900);
    expect(time.tick()).toBe(false);
  });

  test("a start forgets a tick by hand that looked at a clock that was set back", () => {
    const { time, to } = started(Infinity);
    to(900);
    expect(time.tick()).toBe(false);
    time.expectTick(100);
    to(1051);
    expect(time.tick()).toBe(false);
  });

  test("learns from gaps since the first tick that judged after a stall, not since the last", () => {
    const { time, to } = started();
    to(1100);
    expect(time.tick()).toBe(true);
    expect([time.now(), time.teachFrom]).toEqual([100, -Infinity]);
    time.expectTick(100);
    to(1600);
    expect(time.tick()).toBe(false);
    time.expectTick(50);
    to(1650);
    expect(time.tick()).toBe(true);
    const { teachFrom } = time;
    expect(teachFrom).toBe(time.now());
    time.expectTick(100);
    to(1750);
    expect(time.tick()).toBe(true);
    time.expectTick(100);
    to(1901);
    expect(time.tick()).toBe(false);
    expect(time.teachFrom).toBe(teachFrom);
  });

  test("teaches nothing from before a stall, nor from the backlog after it, until the second look", () => {
    const { time, to } = started();
    expect(time.teachFrom).toBe(-Infinity);
    to(1351);
    time.now();
    expect(time.teachFrom).toBe(Infinity);
    expect(time.tick()).toBe(false);
    time.expectTick(50);
    expect([time.now(), time.teachFrom]).toEqual([350, Infinity]);
    to(1401);
    expect(time.tick()).toBe(true);
    expect(time.teachFrom).toBe(400);
  });

  test("a stall that only a tick noticed, and a clock that was set back, are the same", () => {
    const { time, to } = started();
    to(1351);
    expect([time.tick(), time.teachFrom]).toEqual([false, Infinity]);
    const back = started();
    back.to(999);
    expect([back.time.tick(), back.time.teachFrom]).toEqual([false, Infinity]);
  });

  test("an ordinary lateness may be learned from", () => {
    const { time, to } = started();
    to(1300);
    expect([time.tick(), time.teachFrom]).toEqual([false, -Infinity]);
  });

  test("the age of a moment counts the stalls since", () => {
    const { time, to } = started();
    to(1080);
    expect(time.ageMs(30)).toBe(50);
    to(11_000);
    time.tick();
    time.expectTick(50);
    to(11_040);
    expect(time.now()).toBe(390);
    expect([time.ageMs(390), time.ageMs(350), time.ageMs(30)]).toEqual([0, 40, 10_010]);
  });

  test("remembers the last 16 stalls; before them it takes the oldest that it knows", () => {
    const { time, to } = started();
    let clockMs = 1000;
    for (let stall = 0; stall < 20; stall++) {
      clockMs += 1000;
      to(clockMs);
      time.tick();
      time.expectTick(100);
    }
    // 350 ms of each count, so each leaves the clock 650 ms further ahead.
    expect(time.now()).toBe(7000);
    expect(time.ageMs(7000)).toBe(0);
    expect(time.ageMs(6999)).toBe(651);
    expect(time.ageMs(0)).toBe(7000 + 15 * 650);
  });
});
