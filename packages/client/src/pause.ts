import type { System } from "./system.ts";

/** Waits `ms`; an abort ends the wait and rejects with its reason. */
export function pause(system: System, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const end = (): void => {
      cancel();
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const cancel = system.setTimer(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}
