import type { LeasedJob } from "../../jobs/job.ts";
import { leastByType } from "../by-type.ts";
import type { Claimed, JobCounts, JobRecord } from "../port.ts";
import type { RecordRow } from "../record-row.ts";
import type { Readers } from "./connection.ts";
import { toStored } from "./rows.ts";
import { SQL } from "./sql.ts";
import { escaped, unescaped } from "./text.ts";

export async function get(readers: Readers, jobId: string): Promise<JobRecord | undefined> {
  const [row] = await readers.rows<RecordRow>(SQL.byId, [jobId]);
  if (row === undefined) return undefined;
  const { seq: _seq, ...record } = toStored(row);
  return record;
}

export async function counts(readers: Readers): Promise<JobCounts> {
  const [[queued = 0, leased = 0, succeeded = 0, dead = 0, cancelled = 0] = []] = await readers.rows<
    number[]
  >(SQL.counts);
  return { queued, leased, succeeded, dead, cancelled };
}

export async function nextRunAt(readers: Readers): Promise<number | undefined> {
  const [[time] = [null]] = await readers.rows<[number | null]>(SQL.nextRunAt);
  return time ?? undefined;
}

export async function queuedByType(readers: Readers): Promise<ReadonlyMap<string, number>> {
  return new Map(await readers.rows<[string, number]>(SQL.queuedByType));
}

export async function oldestDueByType(readers: Readers): Promise<ReadonlyMap<string, number>> {
  return leastByType(await readers.rows<[string, number]>(SQL.oldestDueByType));
}

export async function leased(readers: Readers): Promise<Claimed[]> {
  const rows = await readers.rows<RecordRow>(SQL.leased);
  return rows.map(toStored).map(({ job, payload }) => ({ job: job as LeasedJob, payload }));
}

export async function expired(readers: Readers, before: number, limit: number): Promise<LeasedJob[]> {
  const rows = await readers.rows<RecordRow>(SQL.expired, [before, limit]);
  return rows.map((row) => toStored(row).job as LeasedJob);
}

export async function deadIds(
  readers: Readers,
  { type, fingerprint, limit }: { type?: string; fingerprint?: string; limit: number },
): Promise<string[]> {
  const values: unknown[] = [limit];
  const filters = ["progress.state = 'dead'"];
  if (type !== undefined) filters.push(`progress.type = $${values.push(type)}`);
  if (fingerprint !== undefined)
    filters.push(`coalesce(progress.fingerprint, '') = $${values.push(escaped(fingerprint))}`);
  const text = `SELECT jobs.id FROM pigeon.progress JOIN pigeon.jobs USING (seq) WHERE ${filters.join(" AND ")} ORDER BY seq LIMIT $1`;
  return (await readers.rows<[string]>({ text }, values)).map(([id]) => id);
}

export async function loadState(readers: Readers, name: string): Promise<string | undefined> {
  const [row] = await readers.rows<[string]>(SQL.loadState, [name]);
  return row === undefined ? undefined : unescaped(row[0]);
}
