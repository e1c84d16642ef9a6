import type { Clock as RetryClock } from "@pigeon/retry";
import type { Clock } from "./ports.ts";

/** The hub's clock, as retry and alerts take one. */
export function retryClock(clock: Clock): RetryClock {
  return {
    now: () => clock.monotonic(),
    wallTime: () => clock.now(),
    setTimer: (callback, delayMs) => clock.after(delayMs, callback),
  };
}
