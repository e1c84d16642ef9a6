import type { ActiveAlert } from "@pigeon/protocol";

const RANK = { critical: 0, high: 1, medium: 2, low: 3 } as const;

/** What somebody should hear of, the worst first, and of those the newest. */
export function worstFirst(alerts: readonly ActiveAlert[]): ActiveAlert[] {
  return alerts
    .filter(({ muted }) => !muted)
    .sort(
      (one, other) => RANK[one.severity] - RANK[other.severity] || other.startsAt.localeCompare(one.startsAt),
    );
}
