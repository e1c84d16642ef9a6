import type { JobState } from "@pigeon/protocol";
import type { LeasedJob } from "../../jobs/job.ts";
import {
  StoreError,
  type Claimed,
  type JobCounts,
  type JobFilter,
  type JobPage,
  type JobRecord,
} from "../port.ts";
import { toJob, type JobRow, type RecordRow } from "./rows.ts";
import { RECORD, SQL, type Statements } from "./statements.ts";

export function toRecord(row: RecordRow): JobRecord {
  return { job: toJob(row), payload: row.payload, ...(row.result === null ? {} : { result: row.result }) };
}

/** Newest first; the cursor is the sequence number of the last job of the page before. */
export function list(statements: Statements, filter: JobFilter): JobPage {
  const before = filter.cursor === undefined ? Number.MAX_SAFE_INTEGER : sequenceOf(filter.cursor);
  const conditions = ["jobs.seq < ?"];
  const values: (string | number)[] = [before];
  // The state is spelled into the SQL so that the partial index of dead jobs can serve.
  if (filter.state !== undefined) conditions.push(`state = '${filter.state}'`);
  if (filter.type !== undefined) {
    conditions.push("type = ?");
    values.push(filter.type);
  }
  const sql = `${RECORD} WHERE ${conditions.join(" AND ")} ORDER BY jobs.seq DESC LIMIT ?`;
  const rows = statements.query<RecordRow>(sql).all(...values, filter.limit + 1);
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  return {
    jobs: page.map(toRecord),
    nextCursor: rows.length > filter.limit && last !== undefined ? String(last.seq) : null,
  };
}

function sequenceOf(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new StoreError("bad-cursor", "expected the nextCursor of an earlier answer");
  }
  return Number(cursor);
}

export function counts(statements: Statements): JobCounts {
  const rows = statements.query<{ state: JobState; n: number }>(SQL.counts).all();
  return Object.fromEntries(rows.map(({ state, n }) => [state, n])) as JobCounts;
}

export function leased(statements: Statements): Claimed[] {
  return statements
    .query<RecordRow>(SQL.leased)
    .all()
    .map((row) => ({ job: toJob(row) as LeasedJob, payload: row.payload }));
}

export function expired(statements: Statements, before: number, limit: number): LeasedJob[] {
  return statements.query<JobRow>(SQL.expired).all(before, limit).map(toJob) as LeasedJob[];
}

export function deadIds(
  statements: Statements,
  { type, fingerprint, limit }: { type?: string; fingerprint?: string; limit: number },
): string[] {
  const sql =
    "SELECT id FROM jobs WHERE state = 'dead' AND (?1 IS NULL OR type = ?1) AND (?2 IS NULL OR fingerprint = ?2) ORDER BY seq LIMIT ?3";
  return statements
    .query<{ id: string }>(sql)
    .all(type ?? null, fingerprint ?? null, limit)
    .map(({ id }) => id);
}
