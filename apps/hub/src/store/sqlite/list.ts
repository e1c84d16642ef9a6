import type { JobState } from "@pigeon/protocol";
import { StoreError, type JobFilter, type JobPage } from "../port.ts";
import { toStored, type RecordRow } from "../record-row.ts";
import { RECORD } from "./rows.ts";
import type { Statements } from "./statements.ts";

const STATES = ["queued", "leased", "succeeded", "dead", "cancelled"] as const;

/** Newest first; the cursor is the sequence number of the last job of the page before. */
export function list(statements: Statements, filter: JobFilter): JobPage {
  const before = filter.cursor === undefined ? Number.MAX_SAFE_INTEGER : sequenceOf(filter.cursor);
  const type = filter.type === undefined ? [] : [filter.type];
  const rows = statements.query<RecordRow>(listSql(filter)).all(before, filter.limit + 1, ...type);
  const page = rows.slice(0, filter.limit).map(toStored);
  const last = page.at(-1);
  return {
    jobs: page.map(({ seq: _seq, ...record }) => record),
    nextCursor: rows.length > filter.limit && last !== undefined ? String(last.seq) : null,
  };
}

/**
 * `?1` is the sequence number to begin below and `?2` the limit, then the type if one is asked for. Every
 * filter follows an index in the order of the page, so that a page reads what it shows; only a page of the
 * leased jobs of a type looks through the leases, of which there are never more than slots.
 */
export function listSql({ state, type }: Pick<JobFilter, "state" | "type">): string {
  const page = "seq < ?1 ORDER BY seq DESC LIMIT ?2";
  if (state === undefined && type === undefined)
    return `${RECORD} WHERE jobs.seq < ?1 ORDER BY jobs.seq DESC LIMIT ?2`;
  const places = (state === undefined ? STATES : [state]).map((each) => {
    const [place, ...filters] = placeOf(each, type !== undefined);
    return `SELECT * FROM (SELECT seq FROM ${place} WHERE ${[...filters, page].join(" AND ")})`;
  });
  // The newest of each place, and of those the newest.
  return `${RECORD} WHERE jobs.seq IN (${places.join(" UNION ALL ")}) ORDER BY jobs.seq DESC LIMIT ?2`;
}

function placeOf(state: JobState, typed: boolean): [place: string, ...filters: string[]] {
  const type = typed ? ["type = ?3"] : [];
  if (state === "queued") return [typed ? "queue INDEXED BY queue_type" : "queue", ...type];
  if (state === "leased") return ["leases", ...type];
  return [`progress INDEXED BY progress_${typed ? "type" : "state"}`, `state = '${state}'`, ...type];
}

function sequenceOf(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new StoreError("bad-cursor", "expected the nextCursor of an earlier answer");
  }
  return Number(cursor);
}
