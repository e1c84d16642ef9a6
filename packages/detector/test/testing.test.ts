import { describe, expect, test } from "vitest";
import { createManualTime } from "../src/testing.ts";

describe("manual time", () => {
  test("stands still until it is advanced", async () => {
    const time = createManualTime(new Date("2030-01-01T00:00:00Z"));
    const start = time.ports.clock.now();
    await time.settle();
    expect(time.ports.clock.now()).toBe(start);
    await time.advance(1500);
    expect(time.ports.clock.now()).toBe(start + 1500);
    expect(time.ports.wallClock()).toEqual(new Date("2030-01-01T00:00:01.500Z"));
  });

  test("advance runs timers in order, each at its moment, also those set on the way", async () => {
    const time = createManualTime();
    const { clock, timers } = time.ports;
    const ran: string[] = [];
    timers.after(20, () => ran.push(`b ${clock.now()}`));
    timers.after(10, () => {
      ran.push(`a ${clock.now()}`);
      timers.after(15, () => ran.push(`c ${clock.now()}`));
    });
    const cancel = timers.after(12, () => ran.push("cancelled"));
    cancel();
    expect(time.pendingTimers).toBe(2);
    await time.advance(25);
    expect(ran).toEqual(["a 10", "b 20", "c 25"]);
    expect(time.pendingTimers).toBe(0);
  });

  test("stall moves first and runs what became due afterwards", async () => {
    const time = createManualTime();
    const { clock, timers } = time.ports;
    const ran: number[] = [];
    timers.after(10, () => ran.push(clock.now()));
    timers.after(5000, () => ran.push(clock.now()));
    await time.stall(1000);
    expect(ran).toEqual([1000]);
  });

  test("promises settle between timers", async () => {
    const time = createManualTime();
    const ran: string[] = [];
    time.ports.timers.after(1, () => void Promise.resolve().then(() => ran.push("promise")));
    time.ports.timers.after(2, () => ran.push("timer"));
    await time.advance(2);
    expect(ran).toEqual(["promise", "timer"]);
  });
});
