import fc from "fast-check";
import { expect, test } from "vitest";
import { Throughput } from "../../src/throughput.ts";
import { START } from "../jobs/support.ts";
import { FakeClock } from "./fake-clock.ts";

function setUp(now: number = START) {
  const clock = new FakeClock(now);
  const throughput = new Throughput(clock);
  return { clock, throughput, add: (times: number) => Array.from({ length: times }, () => throughput.add()) };
}

test("nothing happened, nothing per second", () => {
  expect(setUp().throughput.perSecond()).toBe(0);
});

test("in the first minute it divides by the time since the start, at least a second", async () => {
  const { clock, throughput, add } = setUp();
  add(30);
  expect(throughput.perSecond()).toBe(30);
  await clock.advance(2000);
  expect(throughput.perSecond()).toBe(15);
  await clock.advance(4500);
  expect(throughput.perSecond()).toBe(4.62);
});

test("later it counts the last minute only", async () => {
  const { clock, throughput, add } = setUp();
  add(600);
  await clock.advance(59_000);
  add(60);
  expect(throughput.perSecond()).toBe(11.19);
  await clock.advance(1000);
  expect(throughput.perSecond()).toBe(1);
  await clock.advance(59_000);
  expect(throughput.perSecond()).toBe(0);
});

test("a long silence forgets everything, whichever second it ends in", async () => {
  for (const silence of [60_000, 61_000, 3_600_007, 86_400_000]) {
    const { clock, throughput, add } = setUp();
    add(100);
    await clock.advance(silence);
    expect(throughput.perSecond()).toBe(0);
    add(60);
    expect(throughput.perSecond()).toBe(1);
  }
});

test("a clock that is set back neither loses counts nor fails", () => {
  const { clock, throughput, add } = setUp();
  add(10);
  clock.set(START - 3_600_000);
  add(10);
  expect(throughput.perSecond()).toBe(20);
});

test("what was counted before and after a step back stays, when the clock has caught up", async () => {
  const { clock, throughput, add } = setUp();
  add(10);
  clock.set(START - 5000);
  add(10);
  await clock.advance(6000);
  expect(throughput.perSecond()).toBe(20);
});

test("it agrees with counting the events of the last sixty seconds one by one", async () => {
  const steps = fc.array(fc.record({ ms: fc.integer({ min: 0, max: 30_000 }), events: fc.nat(5) }), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(999), steps, async (offset, schedule) => {
      const { clock, throughput, add } = setUp(START + offset);
      const seconds: number[] = [];
      for (const { ms, events } of schedule) {
        await clock.advance(ms);
        add(events);
        const second = Math.floor(clock.now() / 1000);
        seconds.push(...Array.from({ length: events }, () => second));
        const recent = seconds.filter((each) => each > second - 60).length;
        const passed = Math.min(60, Math.max(1, (clock.now() - START - offset) / 1000));
        expect(throughput.perSecond()).toBe(Math.round((recent / passed) * 100) / 100);
      }
    }),
    { numRuns: 50 },
  );
});
