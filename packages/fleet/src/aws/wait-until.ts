import type { Clock } from "@pigeon/retry";

export interface WaitOptions {
  readonly clock: Clock;
  /** Before the second look; it grows by half with each, up to ten times as much. */
  readonly delayMs: number;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Looks until there is something to see. Undefined when the deadline passes; what `look` throws is thrown at once. */
export async function waitUntil<T>(
  look: () => Promise<T | undefined>,
  { clock, delayMs, deadlineMs, signal }: WaitOptions,
): Promise<T | undefined> {
  const endAt = clock.now() + deadlineMs;
  for (let delay = delayMs; ; delay = Math.min(delay * 1.5, delayMs * 10)) {
    const seen = await look();
    if (seen !== undefined) return seen;
    const left = endAt - clock.now();
    if (left <= 0) return undefined;
    await pause(clock, Math.min(delay, left), signal);
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.setTimer(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
