import type { System } from "./system.ts";

/** Waits `ms`; an abort ends the wait early (it resolves all the same). */
export function wait(system: System, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = system.after(ms, end);
    signal.addEventListener("abort", end, { once: true });
  });
}
