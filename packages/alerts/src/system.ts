import { randomUUID } from "node:crypto";
import type { Clock } from "@pigeon/retry";

/** The only place where this package touches real time, chance and ids. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  // Unref'd: alerts alone never keep a process alive.
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export const systemIds = (): string => randomUUID();

export const systemRandom = (): number => Math.random();

/** Keeps the process alive until the returned function is called. */
export function stayAlive(): () => void {
  const timer = setInterval(() => undefined, 2 ** 30);
  return () => clearInterval(timer);
}

/** Where failures go when nobody gave `onError`: visible, and harmless. */
export function warnOfError(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  process.emitWarning(text, "AlertsWarning");
}

/** Lets everything that is ready run first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** ms since the epoch. */
export const systemWallTime = (): number => Date.now();
