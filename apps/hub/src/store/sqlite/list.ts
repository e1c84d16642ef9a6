import { StoreError, type JobFilter, type JobPage } from "../port.ts";
import { toRecord } from "./reads.ts";
import type { RecordRow } from "./rows.ts";
import { RECORD, type Statements } from "./statements.ts";

const STATES = ["queued", "leased", "succeeded", "dead", "cancelled"] as const;

/** Newest first; the cursor is the sequence number of the last job of the page before. */
export function list(statements: Statements, filter: JobFilter): JobPage {
  const before = filter.cursor === undefined ? Number.MAX_SAFE_INTEGER : sequenceOf(filter.cursor);
  const rows = statements
    .query<RecordRow>(listSql(filter))
    .all(before, filter.limit + 1, ...given(filter.state), ...given(filter.type));
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  return {
    jobs: page.map(toRecord),
    nextCursor: rows.length > filter.limit && last !== undefined ? String(last.seq) : null,
  };
}

/**
 * `?1` is the sequence number to begin below and `?2` the limit, then state and type as far as they are
 * asked for. Every filter follows an index in the order of the page, so that a page reads what it shows.
 */
export function listSql({ state, type }: Pick<JobFilter, "state" | "type">): string {
  const page = "jobs.seq < ?1 ORDER BY jobs.seq DESC LIMIT ?2";
  if (type === undefined) return `${RECORD} WHERE ${state === undefined ? "" : "state = ?3 AND "}${page}`;
  if (state !== undefined) return `${RECORD} WHERE state = ?3 AND type = ?4 AND ${page}`;
  // The index has the state between type and sequence: the newest of each state, and of those the newest.
  const newest = STATES.map(
    (each) => `SELECT * FROM (SELECT seq FROM jobs WHERE type = ?3 AND state = '${each}' AND ${page})`,
  );
  return `${RECORD} WHERE jobs.seq IN (${newest.join(" UNION ALL ")}) ORDER BY jobs.seq DESC LIMIT ?2`;
}

function given<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

function sequenceOf(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new StoreError("bad-cursor", "expected the nextCursor of an earlier answer");
  }
  return Number(cursor);
}
