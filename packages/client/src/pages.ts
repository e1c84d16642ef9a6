import { JobPage } from "@pigeon/protocol";
import type { Job, JobState } from "@pigeon/protocol";
import { expectAnswer } from "./answer.ts";
import type { CallOptions, Calls } from "./calls.ts";

interface PageFilter extends CallOptions {
  readonly type?: string;
  /** A label that the job has: `name`, or `name=value`. */
  readonly label?: string;
  /** Found in id, correlation id, payload or error, whatever the case of letters. */
  readonly text?: string;
  /** Jobs per page, 1..1000. Default 100. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface DeadLetterFilter extends PageFilter {
  /** Of the error that ended the job; empty for those whose errors have none. */
  readonly fingerprint?: string;
}

export interface JobFilter extends PageFilter {
  readonly state?: JobState;
}

/** With its question mark, or nothing where nothing is asked. */
export function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size > 0 ? `?${query.toString()}` : "";
}

/** One page of a listing. */
export async function getPage(
  calls: Calls,
  path: string,
  filter: JobFilter & DeadLetterFilter,
): Promise<JobPage> {
  const { signal, state, type, limit, cursor, label, text, fingerprint } = filter;
  const search = queryOf({ state, type, limit, cursor, label, text, fingerprint });
  const body = await calls.send({ method: "GET", path: `${path}${search}`, signal });
  return expectAnswer(JobPage, body, `GET ${path}`);
}

/** Every job of a listing, fetched page by page as it is read. */
export async function* eachJob(calls: Calls, path: string, filter: JobFilter): AsyncGenerator<Job, void> {
  let { cursor } = filter;
  for (;;) {
    const page = await getPage(calls, path, cursor === undefined ? filter : { ...filter, cursor });
    yield* page.jobs;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}
