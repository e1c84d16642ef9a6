import type { Clock } from "./ports.ts";

/** Aborts when the time is up, by the hub's clock, or when another signal does. */
export function within(clock: Clock, delayMs: number, other: AbortSignal): AbortSignal {
  const late = new AbortController();
  clock.after(delayMs, () => late.abort(new Error(`no answer within ${delayMs} ms`)));
  return AbortSignal.any([late.signal, other]);
}
