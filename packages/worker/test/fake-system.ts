import type { System } from "../src/system.ts";

/** A clock that moves only when told to. */
export interface FakeSystem extends System {
  /** Moves the clock, firing what is due on the way, and lets promises settle. */
  advance(ms: number): Promise<void>;
  /** Lets promises settle. */
  settle(): Promise<void>;
  /** Delays of the timers that are set, soonest first. */
  waiting(): number[];
}

export function fakeSystem(random = 0.5): FakeSystem {
  let time = 0;
  let timers: { at: number; fn: () => void }[] = [];
  let ids = 0;
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => time,
    random: () => random,
    id: () => `id${(ids += 1)}`,
    soon: (fn) => void setImmediate(fn),
    after(ms, fn) {
      const timer = { at: time + ms, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    settle,
    waiting: () => timers.map(({ at }) => at - time).sort((a, b) => a - b),
    async advance(ms) {
      const end = time + ms;
      await settle();
      for (;;) {
        const [next] = timers.toSorted((a, b) => a.at - b.at);
        if (next === undefined || next.at > end) break;
        timers = timers.filter((other) => other !== next);
        time = next.at;
        next.fn();
        await settle();
      }
      time = end;
    },
  };
}
