import type { Clock } from "./ports.ts";

/**
 * Aborts when the time is up, by the hub's clock, or when another signal does. Not by `AbortSignal.any`: Node.js
 * keeps such a signal for ever while somebody listens to it, also when nobody can hear of it any more.
 */
export function within(clock: Clock, delayMs: number, other: AbortSignal): AbortSignal {
  if (other.aborted) return other;
  const ended = new AbortController();
  const end = (reason: unknown) => {
    stopTimer();
    other.removeEventListener("abort", follow);
    ended.abort(reason);
  };
  const follow = () => end(other.reason);
  const stopTimer = clock.after(delayMs, () => end(new Error(`no answer within ${delayMs} ms`)));
  other.addEventListener("abort", follow);
  return ended.signal;
}
