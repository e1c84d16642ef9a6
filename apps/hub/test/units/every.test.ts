import { expect, test } from "vitest";
import { every } from "../../src/maintenance/every.ts";
import { FakeClock } from "./fake-clock.ts";

function setUp(work: (round: number) => Promise<void> = async () => {}) {
  const clock = new FakeClock(0);
  const rounds: number[] = [];
  const failures: unknown[] = [];
  const stop = every(
    clock,
    100,
    () => {
      rounds.push(clock.now());
      return work(rounds.length);
    },
    (error) => failures.push(error),
  );
  return { clock, rounds, failures, stop };
}

test("works after each interval, and not at once", async () => {
  const { clock, rounds } = setUp();
  await clock.advance(99);
  expect(rounds).toEqual([]);
  await clock.advance(251);
  expect(rounds).toEqual([100, 200, 300]);
});

test("rounds never overlap: the interval begins when the work is done", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { clock, rounds } = setUp((round) => (round === 1 ? promise : Promise.resolve()));
  await clock.advance(1000);
  expect(rounds).toEqual([100]);
  resolve();
  await clock.advance(100);
  expect(rounds).toEqual([100, 1100]);
});

test("a failed round is told, and the next one comes", async () => {
  const { clock, rounds, failures } = setUp(async (round) => {
    if (round === 1) throw new Error("once");
  });
  await clock.advance(200);
  expect(rounds).toEqual([100, 200]);
  expect(failures).toEqual([new Error("once")]);
});

test("stopped, nothing more begins, also when a round is under way", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { clock, rounds, stop } = setUp(() => promise);
  await clock.advance(100);
  stop();
  resolve();
  await clock.advance(1000);
  expect([rounds, clock.waiting]).toEqual([[100], []]);
  const idle = setUp();
  idle.stop();
  await idle.clock.advance(1000);
  expect([idle.rounds, idle.clock.waiting]).toEqual([[], []]);
});

test("a failure is told with the time that the work took", async () => {
  const clock = new FakeClock(0);
  const told: [unknown, number][] = [];
  const broken = new Error("broken");
  const work = async () => {
    clock.stall(30);
    throw broken;
  };
  every(clock, 100, work, (error, durationMs) => told.push([error, durationMs]));
  await clock.advance(120);
  expect(told).toEqual([[broken, 30]]);
});
