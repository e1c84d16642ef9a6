import { expect, test } from "vitest";
import { Soon } from "../../src/replicas/soon.ts";
import { FakeClock, settle } from "../units/fake-clock.ts";

test("is done once for all who ask while it is done, after a pause as long as it took four times", async () => {
  const clock = new FakeClock(0);
  let done = 0;
  let end = () => {};
  const work = () => new Promise<void>((resolve) => ((done += 1), (end = resolve)));
  const soon = new Soon(clock, 25, work, () => {});
  soon.ask();
  soon.ask();
  expect(done).toBe(1);
  await clock.advance(10);
  end();
  await settle();
  await clock.advance(39);
  expect(done).toBe(1);
  await clock.advance(1);
  expect(done).toBe(2);
  end();
  await settle();
  await clock.advance(25);
  expect(done).toBe(2);
  soon.ask();
  expect(done).toBe(3);
});

test("what fails is told, and can be asked for again; not after the end", async () => {
  const clock = new FakeClock(0);
  const told: unknown[] = [];
  const soon = new Soon(
    clock,
    25,
    () => Promise.reject(new Error("no")),
    (error) => told.push(error),
  );
  soon.ask();
  await settle();
  await clock.advance(25);
  soon.ask();
  await settle();
  expect(told).toHaveLength(2);
  await clock.advance(25);
  soon.stop();
  soon.ask();
  await settle();
  expect(told).toHaveLength(2);
});
