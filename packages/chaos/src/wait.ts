import type { KillSwitch } from "./kill-switch.ts";
import type { Clock } from "./types.ts";

/** Resolves after `delayMs` or as chaos is killed; rejects with the signal's reason as that aborts. */
export function wait(
  clock: Clock,
  killSwitch: KillSwitch,
  delayMs: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const undo: (() => void)[] = [];
    const end = (settle: () => void): void => {
      for (const one of undo) one();
      settle();
    };
    const aborted = (): void => end(() => reject(signal?.reason as Error));
    undo.push(clock.setTimer(() => end(resolve), delayMs));
    undo.push(killSwitch.onChange(() => end(resolve)));
    if (signal !== undefined) {
      signal.addEventListener("abort", aborted);
      undo.push(() => signal.removeEventListener("abort", aborted));
    }
  });
}
