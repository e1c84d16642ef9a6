import type { Attempt } from "@pigeon/protocol";

/** Where an attempt lies on the time of its job, in percent. */
export interface Bar {
  readonly attempt: Attempt;
  readonly left: number;
  readonly width: number;
  readonly ms: number;
}

/** Too narrow a bar would not be seen. */
const NARROWEST = 0.6;

/** Attempts as bars on one scale, from the job's creation to its end, or to now. */
export function attemptBars(
  {
    createdAt,
    finishedAt,
    attempts,
  }: { createdAt: string; finishedAt?: string | undefined; attempts: readonly Attempt[] },
  now: number,
): readonly Bar[] {
  const ends = attempts.map(({ endedAt }) => (endedAt === undefined ? now : Date.parse(endedAt)));
  const from = Date.parse(createdAt);
  const to = Math.max(from + 1, finishedAt === undefined ? now : Date.parse(finishedAt), ...ends);
  const share = (time: number) => Math.min(100, Math.max(0, ((time - from) / (to - from)) * 100));
  return attempts.map((attempt, index) => {
    const start = Date.parse(attempt.startedAt);
    const end = Math.max(start, ends[index] ?? start);
    const width = Math.max(NARROWEST, share(end) - share(start));
    return { attempt, left: Math.min(share(start), 100 - width), width, ms: end - start };
  });
}
