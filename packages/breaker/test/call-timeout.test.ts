import { expect, test } from "vitest";
import { BreakerTimeoutError, createBreaker } from "../src/index.ts";
import { show } from "../src/rules.ts";
import { createManualClock } from "../src/testing.ts";
import { held, rejection } from "./support.ts";

test("a call's own time limit takes the place of the breaker's, shorter or longer", async () => {
  const clock = createManualClock();
  const breaker = createBreaker({ clock, timeoutMs: 100 });
  const [short, own, long] = [held(), held(), held()];
  const calls = [
    rejection(breaker.call(short.fn, { timeoutMs: 40 })),
    rejection(breaker.call(own.fn)),
    rejection(breaker.call(long.fn, { timeoutMs: 250 })),
  ];
  expect([short, own, long].map(({ signal }) => signal().aborted)).toEqual([false, false, false]);
  clock.advance(40);
  expect([short, own, long].map(({ signal }) => signal().aborted)).toEqual([true, false, false]);
  clock.advance(60);
  expect([short, own, long].map(({ signal }) => signal().aborted)).toEqual([true, true, false]);
  clock.advance(150);
  const errors = (await Promise.all(calls)) as BreakerTimeoutError[];
  expect(errors.map(({ timeoutMs }) => timeoutMs)).toEqual([40, 100, 250]);
  expect(breaker.snapshot().totals).toMatchObject({ failures: 3, timeouts: 3 });
});

test("false sets no limit, and a limit can be set where the breaker has none", async () => {
  const clock = createManualClock();
  const limited = createBreaker({ clock, timeoutMs: 100 });
  const free = held();
  const call = limited.call(free.fn, { timeoutMs: false });
  clock.advance(1_000_000);
  free.resolve("late");
  expect(await call).toBe("late");
  const unlimited = createBreaker({ clock, timeoutMs: false });
  const late = rejection(unlimited.call(held().fn, { timeoutMs: 5 }));
  clock.advance(5);
  expect(await late).toBeInstanceOf(BreakerTimeoutError);
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 31, "5", true, null])("%j is no time limit", async (timeoutMs) => {
  const options = { timeoutMs: timeoutMs as number };
  const message = `The option timeoutMs must be an integer from 1 to 2147483647, or false, received ${show(timeoutMs)}`;
  expect(await rejection(createBreaker().call(() => 1, options))).toEqual(new RangeError(message));
  expect(() => createBreaker().tryAcquire(options)).toThrow(new RangeError(message));
});

test("the ends of the range are fine", async () => {
  for (const timeoutMs of [1, 2_147_483_647]) {
    expect(await createBreaker({ clock: createManualClock() }).call(() => 1, { timeoutMs })).toBe(1);
  }
});

test("what is no function is told by its kind", async () => {
  const none: unknown = 5;
  expect(await rejection(createBreaker().call(none as () => void))).toEqual(
    new TypeError("A breaker calls a function, received number"),
  );
});
