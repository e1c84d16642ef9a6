import { randomUUID } from "node:crypto";
import type { Clock, Timers } from "./ports.ts";

export const systemClock: Clock = { now: () => Date.now() };

// Unref'd: a tracker never keeps a process alive.
export const systemTimers: Timers = {
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export const systemIds = (): string => randomUUID();
