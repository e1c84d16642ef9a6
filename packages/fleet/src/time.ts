import type { Clock } from "@pigeon/retry";
import { FleetCallTimeoutError } from "./errors.ts";

/** Time in ms since the epoch that does not jump when the wall clock is set while the process runs. */
export function steadyTime(clock: Clock): () => number {
  const offset = clock.wallTime() - clock.now();
  return () => Math.round(offset + clock.now());
}

/** Waits, or until the signal is aborted; never rejects. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.setTimer(done, ms);
    signal.addEventListener("abort", done);
  });
}

/** A call that hangs must not stop the fleet: after the time its signal is aborted, and it rejects. */
export async function inTime<T>(
  clock: Clock,
  timeoutMs: number,
  operation: string,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let cancel = (): void => {};
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.setTimer(() => {
      const error = new FleetCallTimeoutError(operation, timeoutMs);
      controller.abort(error);
      reject(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([call(controller.signal), late]);
  } finally {
    cancel();
  }
}
