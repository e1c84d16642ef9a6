import type { Life, Span } from "./trace.ts";

/** How one life was judged. */
export interface LifeVerdict {
  /** Stretches in which a living worker was called dead. */
  readonly mistakes: readonly Span[];
  /** From the crash to the accusation that stayed; 0 when it was accused already. `undefined`: no crash. */
  readonly detectionMs: number | undefined;
  /** It died, and nobody noticed while it was looked at. */
  readonly missed: boolean;
}

/** @param accused When the worker was called dead, in order; the last may last until Infinity. */
export function judgeLife(life: Life, accused: readonly Span[]): LifeVerdict {
  const aliveUntil = Math.min(life.crashAt, life.endAt);
  const mistakes = accused
    .filter(({ from }) => from < aliveUntil)
    .map(({ from, to }) => ({ from, to: Math.min(to, aliveUntil) }));
  if (life.crashAt === Infinity) return { mistakes, detectionMs: undefined, missed: false };
  const last = accused.at(-1);
  if (last === undefined || last.to < life.endAt || last.from >= life.endAt) {
    return { mistakes, detectionMs: undefined, missed: true };
  }
  return { mistakes, detectionMs: Math.max(0, last.from - life.crashAt), missed: false };
}
