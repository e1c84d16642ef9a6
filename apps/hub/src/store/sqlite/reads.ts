import type { JobState } from "@pigeon/protocol";
import type { LeasedJob } from "../../jobs/job.ts";
import { leastByType } from "../by-type.ts";
import type { Claimed, JobCounts, JobRecord } from "../port.ts";
import { toRecord, type RecordRow } from "../record-row.ts";
import { SQL } from "./sql.ts";
import type { Statements } from "./statements.ts";

export function get(statements: Statements, jobId: string): JobRecord | undefined {
  const row = statements.query<RecordRow>(SQL.byId).get(jobId);
  return row === undefined ? undefined : toRecord(row);
}

export function counts(statements: Statements): JobCounts {
  return Object.fromEntries(statements.query<[JobState, number]>(SQL.counts).all()) as JobCounts;
}

export function queuedByType(statements: Statements): ReadonlyMap<string, number> {
  return new Map(statements.query<[string, number]>(SQL.queuedByType).all());
}

export function oldestDueByType(statements: Statements): ReadonlyMap<string, number> {
  return leastByType(statements.query<[string, number]>(SQL.oldestDueByType).all());
}

export function leased(statements: Statements): Claimed[] {
  return statements
    .query<RecordRow>(SQL.leased)
    .all()
    .map((row) => {
      const { job, payload } = toRecord(row);
      return { job: job as LeasedJob, payload };
    });
}

export function expired(statements: Statements, before: number, limit: number): LeasedJob[] {
  const rows = statements.query<RecordRow>(SQL.expired).all(before, limit);
  return rows.map((row) => toRecord(row).job as LeasedJob);
}

export function deadIds(
  statements: Statements,
  { type, fingerprint, limit }: { type?: string; fingerprint?: string; limit: number },
): string[] {
  const sql = `SELECT id FROM progress JOIN jobs USING (seq) WHERE state = 'dead' AND (?1 IS NULL OR progress.type = ?1) AND (?2 IS NULL OR ifnull(fingerprint, '') = ?2) ORDER BY seq LIMIT ?3`;
  return statements
    .query<[string]>(sql)
    .all(type ?? null, fingerprint ?? null, limit)
    .map(([id]) => id);
}
