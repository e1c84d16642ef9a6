import { afterEach, describe, expect, test, vi } from "vitest";
import { type Deadline, DeadlineQueue, deadlinesOf } from "../src/deadlines.ts";
import { systemClock } from "../src/system.ts";
import { createManualClock, type ManualClock } from "../src/testing.ts";

afterEach(() => void vi.useRealTimers());

interface Item extends Deadline {
  readonly expire: ReturnType<typeof vi.fn<() => void>>;
}

function item(expire = vi.fn<() => void>()): Item {
  return { dueAt: 0, before: undefined, after: undefined, expire };
}

function make(): { clock: ManualClock; queue: DeadlineQueue; add: (each?: Item) => Item } {
  const clock = createManualClock(1_000);
  const queue = new DeadlineQueue(clock, 50);
  const add = (each = item()): Item => {
    queue.add(each, clock, clock.now());
    return each;
  };
  return { clock, queue, add };
}

describe("deadlines", () => {
  test("expire each at its time, with one timer for all", () => {
    const { clock, add } = make();
    const one = add();
    clock.advance(20);
    const two = add();
    expect(clock.timers).toBe(1);
    clock.advance(29);
    expect(one.expire).not.toHaveBeenCalled();
    clock.advance(1);
    expect(one.expire).toHaveBeenCalledTimes(1);
    clock.advance(19);
    expect(two.expire).not.toHaveBeenCalled();
    clock.advance(1);
    expect(two.expire).toHaveBeenCalledTimes(1);
    expect(clock.timers).toBe(0);
  });

  test("what is taken out expires no more: first, middle, last, all, twice", () => {
    const { clock, queue, add } = make();
    const items = [add(), add(), add(), add()];
    for (const index of [1, 0, 3, 3]) queue.remove(items[index] ?? item());
    queue.remove(item());
    clock.advance(50);
    expect(items.map(({ expire }) => expire.mock.calls.length)).toEqual([0, 0, 1, 0]);
  });

  test("a sequence of calls sets no timer for each; the one that is left fires in vain, once", () => {
    const { clock, queue, add } = make();
    const setTimer = vi.spyOn(clock, "setTimer");
    for (let i = 0; i < 40; i += 1) {
      queue.remove(add());
      clock.advance(1);
    }
    expect(setTimer).toHaveBeenCalledTimes(1);
    clock.advance(1_000);
    expect(setTimer).toHaveBeenCalledTimes(1);
    expect(clock.timers).toBe(0);
    const late = add();
    clock.advance(50);
    expect(late.expire).toHaveBeenCalledTimes(1);
  });

  test("one that begins while another expires has its time", () => {
    const { clock, add } = make();
    const inner = item();
    add(item(vi.fn<() => void>(() => void add(inner))));
    clock.advance(50);
    expect(inner.expire).not.toHaveBeenCalled();
    expect(clock.timers).toBe(1);
    clock.advance(50);
    expect(inner.expire).toHaveBeenCalledTimes(1);
  });

  test("are shared by clock and time limit; a clock without timers uses the system's", () => {
    const clock = createManualClock();
    expect(deadlinesOf(clock, 50)).toBe(deadlinesOf(clock, 50));
    expect(deadlinesOf(clock, 50)).not.toBe(deadlinesOf(clock, 51));
    expect(deadlinesOf(clock, 50)).not.toBe(deadlinesOf(createManualClock(), 50));
    expect(deadlinesOf({ now: () => 0 }, 50)).toBe(deadlinesOf(systemClock, 50));
  });

  test("a clock whose timers are cancelled by a function will do", () => {
    let fire = (): void => {};
    let now = 0;
    const clock = {
      now: () => now,
      setTimer: (callback: () => void) => {
        fire = callback;
        return () => {};
      },
    };
    const queue = new DeadlineQueue(clock, 50);
    const [one, two] = [item(), item()];
    queue.add(one, clock, 0);
    queue.remove(one);
    queue.add(two, clock, 0);
    now = 50;
    fire();
    expect(two.expire).toHaveBeenCalledTimes(1);
  });
});

describe("on the system's timers", () => {
  const foreign = { now: () => 0 };

  test("a timer lost with a test's fake timers is set anew", () => {
    const queue = new DeadlineQueue(systemClock, 40);
    vi.useFakeTimers();
    const call = item();
    queue.add(call, foreign, 0);
    queue.remove(call);
    vi.useRealTimers();
    vi.useFakeTimers();
    queue.add(call, foreign, 0);
    vi.advanceTimersByTime(40);
    expect(call.expire).toHaveBeenCalledTimes(1);
  });
});

describe("the timer of a queue", () => {
  function watched(): {
    queue: DeadlineQueue;
    set: number[];
    fire: (atMs: number) => void;
    ref: ReturnType<typeof vi.fn<() => void>>;
    unref: ReturnType<typeof vi.fn<() => void>>;
    clock: { now: () => number; setTimer: (callback: () => void, ms: number) => object };
  } {
    const set: number[] = [];
    let now = 0;
    let callback = (): void => {};
    const [ref, unref] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const clock = {
      now: () => now,
      setTimer(run: () => void, ms: number) {
        set.push(ms);
        callback = run;
        return { ref, unref };
      },
    };
    const fire = (atMs: number): void => {
      now = atMs;
      callback();
    };
    return { queue: new DeadlineQueue(clock, 50), set, fire, ref, unref, clock };
  }

  test("holds the process only while something waits", () => {
    const { queue, clock, ref, unref } = watched();
    const [one, two] = [item(), item()];
    queue.add(one, clock, 0);
    queue.add(two, clock, 0);
    queue.remove(one);
    expect(unref).not.toHaveBeenCalled();
    queue.remove(two);
    expect(unref).toHaveBeenCalledTimes(1);
    expect(ref).not.toHaveBeenCalled();
    queue.add(one, clock, 0);
    queue.add(two, clock, 0);
    expect(ref).toHaveBeenCalledTimes(1);
  });

  test("that fires early is set for the rest, and for 1 ms at least", () => {
    const { queue, clock, set, fire } = watched();
    const each = item();
    queue.add(each, clock, 0);
    fire(20.5);
    fire(49.9);
    expect(set).toEqual([50, 30, 1]);
    expect(each.expire).not.toHaveBeenCalled();
    fire(50);
    expect(each.expire).toHaveBeenCalledTimes(1);
  });

  test("goes by its own clock, where the reading is of another", () => {
    const { queue, clock } = watched();
    const [same, other] = [item(), item()];
    queue.add(same, clock, 7);
    queue.add(other, createManualClock(), 1_000);
    expect([same.dueAt, other.dueAt]).toEqual([57, 50]);
  });
});
