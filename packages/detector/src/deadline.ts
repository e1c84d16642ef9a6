import type { Evidence } from "./evidence.ts";

/** How long one worker may be silent. It may learn from the signs of life it is shown. */
export interface Deadline {
  /** A sign of life at `at`, in ms of active time. */
  observe(at: number): void;
  silenceLimitMs(): number;
}

/** Makes the deadline of each worker that registers. */
export interface DeadlinePolicy {
  forWorker(): Deadline;
}

/** The classic rule: the same limit for all, learning nothing. */
export function fixedDeadline(limitMs: number): DeadlinePolicy {
  const deadline: Deadline = { observe: () => {}, silenceLimitMs: () => limitMs };
  return { forWorker: () => deadline };
}

/** Silence is evidence only beyond the limit, not at it. */
export function silenceOf(lastSeenAt: number, now: number, limitMs: number): Evidence | undefined {
  const silentMs = now - lastSeenAt;
  return silentMs > limitMs ? { kind: "silence", silentMs, limitMs } : undefined;
}
