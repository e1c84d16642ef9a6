/**
 * When a rule or a proxy's faults are active, in ms since `createChaos`. With `everyMs` and `forMs` it is active for the
 * first `forMs` of every `everyMs`, counted from `fromMs`.
 */
export interface Schedule {
  /** Not before. Default 0. */
  readonly fromMs?: number;
  /** Not at this time or after. Default never ends. */
  readonly untilMs?: number;
  /** Length of a turn; only together with `forMs`. Greater than 0. */
  readonly everyMs?: number;
  /** How much of each turn is active. Greater than 0, at most `everyMs`. */
  readonly forMs?: number;
}

export function isActive(schedule: Schedule, elapsedMs: number): boolean {
  const { fromMs = 0, untilMs = Infinity, everyMs = Infinity, forMs = Infinity } = schedule;
  if (elapsedMs < fromMs || elapsedMs >= untilMs) return false;
  return (elapsedMs - fromMs) % everyMs < forMs;
}

/** Active when one of them is; several windows make one schedule. */
export function isAnyActive(schedules: readonly Schedule[], elapsedMs: number): boolean {
  return schedules.some((schedule) => isActive(schedule, elapsedMs));
}

/** The first moment after `elapsedMs` at which one of them may begin or end; undefined if none does. */
export function nextChangeMs(schedules: readonly Schedule[], elapsedMs: number): number | undefined {
  const changes = schedules.flatMap((schedule) => changesOf(schedule, elapsedMs));
  return changes.length === 0 ? undefined : Math.min(...changes);
}

function changesOf(
  { fromMs = 0, untilMs = Infinity, everyMs, forMs }: Schedule,
  elapsedMs: number,
): number[] {
  if (elapsedMs >= untilMs) return [];
  if (elapsedMs < fromMs) return [fromMs];
  if (everyMs === undefined || forMs === undefined) return Number.isFinite(untilMs) ? [untilMs] : [];
  const turn = Math.floor((elapsedMs - fromMs) / everyMs);
  // Rounding may put the end of a turn at or before now.
  const edges = [forMs, everyMs, everyMs + forMs].map((ms) => fromMs + turn * everyMs + ms);
  return [Math.min(untilMs, edges.find((edge) => edge > elapsedMs) ?? untilMs)];
}
