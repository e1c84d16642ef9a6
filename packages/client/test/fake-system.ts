import type { System } from "../src/system.ts";

export interface FakeSystem extends System {
  /** Delays that were waited for: they are over at once. */
  readonly delays: number[];
  /** Timers that are set now. */
  timers(): number;
  /** Lets the time of the long timers with this delay be up. */
  fire(delayMs: number): void;
}

/** Delays up to `longest` pass at once; longer timers, such as request timeouts, never fire. */
export function fakeSystem(longest = 29_999): FakeSystem {
  const delays: number[] = [];
  const set = new Set<{ delayMs: number; callback: () => void }>();
  let time = 0;
  let ids = 0;
  return {
    delays,
    timers: () => set.size,
    fire(delayMs) {
      for (const timer of set) if (timer.delayMs === delayMs && set.delete(timer)) timer.callback();
    },
    now: () => (time += 1),
    wallTime: () => Date.UTC(2030, 0, 1),
    random: () => 0.5,
    uuid: () => `key-${(ids += 1)}`,
    setTimer(callback, delayMs) {
      const timer = { delayMs, callback };
      set.add(timer);
      if (delayMs <= longest) {
        delays.push(delayMs);
        setImmediate(() => {
          if (set.delete(timer)) callback();
        });
      }
      return () => void set.delete(timer);
    },
  };
}
