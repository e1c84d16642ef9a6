import type { Clock } from "../ports.ts";

/** Work that is done again and again. Rounds never overlap; a failed one is told and the next one comes. */
export function every(
  clock: Clock,
  intervalMs: number,
  work: () => Promise<void>,
  onFailure: (error: unknown, durationMs: number) => void,
): () => void {
  let stopped = false;
  let stopTimer = () => {};
  const round = async () => {
    const startedAt = clock.monotonic();
    await work().catch((error: unknown) => onFailure(error, clock.monotonic() - startedAt));
    if (!stopped) stopTimer = clock.after(intervalMs, () => void round());
  };
  stopTimer = clock.after(intervalMs, () => void round());
  return () => {
    stopped = true;
    stopTimer();
  };
}
