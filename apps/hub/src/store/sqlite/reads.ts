import type { JobState } from "@pigeon/protocol";
import type { LeasedJob } from "../../jobs/job.ts";
import type { Claimed, JobCounts, JobRecord } from "../port.ts";
import { toJob, type JobRow, type RecordRow } from "./rows.ts";
import { SQL, type Statements } from "./statements.ts";

export function toRecord(row: RecordRow): JobRecord {
  return { job: toJob(row), payload: row.payload, ...(row.result === null ? {} : { result: row.result }) };
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
