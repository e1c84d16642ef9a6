import type { FleetView } from "./fleet-hold.ts";
import type { Page } from "./page.ts";
import type { WorkerTable } from "./worker-table.ts";

/** The accused worker's place in time, by which all others are seen. All in ms of active time. */
export interface Reference {
  /** When its heartbeat was expected. */
  readonly sinceMs: number;
  readonly intervalMs: number;
  readonly toleranceMs: number;
  /** How long it may be silent. */
  readonly limitMs: number;
}

/** Of what lies between the expected moment and the limit: a heartbeat later than this is missing. */
const TOLERANCE = 0.25;
/** Workers that send this much more seldom than the accused one cannot tell about its time. */
const PEER_FACTOR = 2;

export function toleranceOf(intervalMs: number, limitMs: number): number {
  return TOLERANCE * Math.max(0, limitMs - intervalMs);
}

/** A worker whose heartbeat is not missing is accused by other evidence: then the last interval counts. */
export function referenceOf(
  { atMs, intervalMs, limitMs }: { atMs: number; intervalMs: number; limitMs: number },
  nowMs: number,
): Reference {
  const toleranceMs = toleranceOf(intervalMs, limitMs);
  const sinceMs = nowMs > atMs + toleranceMs ? atMs : nowMs - intervalMs;
  return { sinceMs, intervalMs, limitMs, toleranceMs };
}

/** What a worker is in the eyes of a reference. */
export type Sight = "suspect" | "heard" | "untold" | "gone";

export function sightOf(page: Page, row: number, from: Reference, nowMs: number, settleMs: number): Sight {
  const record = page.records?.[row];
  const lastSeen = page.lastSeen[row] ?? 0;
  const intervalMs = page.expectedMs(row);
  const expectedAt = lastSeen + intervalMs;
  const atOnce = expectedAt >= from.sinceMs;
  if (record?.state.status === "unhealthy") {
    const givenUpAt = record.unansweredVerdictAt;
    return givenUpAt !== undefined && nowMs - givenUpAt <= settleMs && atOnce ? "suspect" : "gone";
  }
  if (record?.suspicion) return "suspect";
  const toleranceMs = toleranceOf(intervalMs, (page.due[row] ?? 0) - lastSeen);
  if (atOnce && nowMs > expectedAt + toleranceMs) return "suspect";
  return lastSeen >= from.sinceMs + from.toleranceMs ? "heard" : "untold";
}

/** One look at all workers. */
export function viewFleet(table: WorkerTable, from: Reference, nowMs: number, settleMs: number): FleetView {
  let suspects = 0;
  let heard = 0;
  let fleet = 0;
  let peers = 0;
  for (const page of table.pages) {
    for (let row = 0; row < page.ids.length; row++) {
      if (page.ids[row] === undefined) continue;
      const sight = sightOf(page, row, from, nowMs, settleMs);
      if (sight === "gone") continue;
      fleet++;
      if (sight === "suspect") suspects++;
      else if (sight === "heard") heard++;
      if (page.expectedMs(row) <= PEER_FACTOR * from.intervalMs) peers++;
    }
  }
  return { suspects, heard, fleet, peers };
}

/** Whether all of these showed life after that moment, and none was given up or taken out. */
export function haveAnswered(table: WorkerTable, ids: readonly string[], sinceMs: number): boolean {
  return ids.every((id) => {
    const slot = table.slots.get(id);
    if (slot === undefined || table.recordOf(id)?.state.status === "unhealthy") return false;
    return (table.pageOf(slot).lastSeen[table.rowOf(slot)] ?? 0) > sinceMs;
  });
}
