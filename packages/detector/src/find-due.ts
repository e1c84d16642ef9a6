import { referenceOf, type Reference } from "./fleet-view.ts";
import type { Page } from "./page.ts";
import type { WorkerTable } from "./worker-table.ts";

/** A worker that was silent for longer than its limit. */
export interface Due {
  readonly page: Page;
  readonly row: number;
  readonly id: string;
}

/** All whose silence is beyond their limit, and when the next one will be. */
export function findDue(table: WorkerTable, nowMs: number): { found: Due[]; nextMs: number } {
  const found: Due[] = [];
  let nextMs = Infinity;
  for (const page of table.pages) {
    const { due, ids } = page;
    for (let row = 0; row < due.length; row++) {
      const dueMs = due[row] ?? Infinity;
      if (dueMs >= nowMs) {
        if (dueMs < nextMs) nextMs = dueMs;
        continue;
      }
      const id = ids[row];
      if (id === undefined) continue;
      // Given up already: nothing more to say until a sign of life.
      if (page.records?.[row]?.state.status === "unhealthy") due[row] = Infinity;
      else found.push({ page, row, id });
    }
  }
  return { found, nextMs };
}

/** Still so, after what callbacks for others may have done? */
export function isStillDue({ page, row, id }: Due, nowMs: number): boolean {
  return page.ids[row] === id && (page.due[row] ?? Infinity) < nowMs;
}

/** The one whose heartbeat was expected first speaks for all that fell due with it. */
export function earliestOf(found: readonly Due[], nowMs: number): Reference | undefined {
  let earliest: Reference | undefined;
  for (const { page, row } of found) {
    if (page.records?.[row]?.suspicion) continue;
    const intervalMs = page.expectedMs(row);
    const atMs = (page.lastSeen[row] ?? 0) + intervalMs;
    if (earliest && earliest.sinceMs <= atMs) continue;
    earliest = referenceOf({ atMs, intervalMs, limitMs: page.limitMs(row) }, nowMs);
  }
  return earliest;
}

/** The next tick lies where the next worker falls due, within a tenth of the interval and all of it. */
export function nextTickMs(nextDueMs: number, nowMs: number, checkIntervalMs: number): number {
  const exactMs = Math.floor(nextDueMs - nowMs) + 1;
  const leastMs = checkIntervalMs / 10;
  // A full interval would leave too little to the next one: then this one is the shorter.
  if (exactMs > checkIntervalMs && exactMs < checkIntervalMs + leastMs) return checkIntervalMs - leastMs;
  return Math.min(checkIntervalMs, Math.max(leastMs, exactMs));
}
