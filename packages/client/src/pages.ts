import { JobPage } from "@pigeon/protocol";
import type { Job, JobState } from "@pigeon/protocol";
import { expectAnswer } from "./answer.ts";
import type { CallOptions, Calls } from "./calls.ts";

export interface DeadLetterFilter extends CallOptions {
  readonly type?: string;
  /** Jobs per page, 1..1000. Default 100. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface JobFilter extends DeadLetterFilter {
  readonly state?: JobState;
}

/** One page of a listing. */
export async function getPage(calls: Calls, path: string, filter: JobFilter): Promise<JobPage> {
  const { signal, state, type, limit, cursor } = filter;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ state, type, limit, cursor })) {
    if (value !== undefined) query.set(name, String(value));
  }
  const search = query.size > 0 ? `?${query.toString()}` : "";
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
