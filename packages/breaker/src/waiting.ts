import type { Bulkhead } from "./bulkhead.ts";

/** Waits for a place and then begins; the caller's signal ends the waiting. `onAbort` hears of that. */
export function waitForPlace(
  bulkhead: Bulkhead,
  signal: AbortSignal | undefined,
  begin: () => Promise<unknown>,
  onAbort: () => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const start = (): void => {
      signal?.removeEventListener("abort", abort);
      resolve(begin());
    };
    const abort = (): void => {
      signal?.removeEventListener("abort", abort);
      bulkhead.stopWaiting(start);
      onAbort();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort);
    bulkhead.wait(start);
  });
}
