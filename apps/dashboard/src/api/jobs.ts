import type { Job, JobState } from "@pigeon/protocol";
import { useInfiniteQuery } from "@tanstack/react-query";
import { call } from "./call.ts";

/** Jobs of one request. */
const PAGE = 200;

/** A job as lists show it: without what may be large, so that a hundred thousand of them fit. */
export interface JobRow {
  readonly id: string;
  readonly type: string;
  readonly state: JobState;
  readonly createdAt: string;
  readonly runAt: string;
  readonly finishedAt: string | undefined;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly workerId: string | undefined;
  readonly error: string | undefined;
}

export interface JobQuery {
  readonly list: "jobs" | "dead-letters";
  /** Without what is not asked for. */
  readonly filter: Readonly<Record<string, string | undefined>>;
}

interface Page {
  readonly rows: readonly JobRow[];
  readonly nextCursor: string | null;
}

export function rowOf({ attempts, error, ...job }: Job): JobRow {
  const last = attempts.at(-1);
  const reason = error ?? last?.error;
  return {
    id: job.id,
    type: job.type,
    state: job.state,
    createdAt: job.createdAt,
    runAt: job.runAt,
    finishedAt: job.finishedAt,
    attempts: attempts.length,
    maxAttempts: job.maxAttempts,
    workerId: last?.workerId,
    error: reason && `${reason.name}: ${reason.message}`,
  };
}

/** Pages of jobs, fetched as the reader scrolls. */
export function useJobRows({ list, filter }: JobQuery) {
  const search = new URLSearchParams({ limit: String(PAGE) });
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) search.set(name, value);
  const base = `v1/${list}?${search.toString()}`;
  return useInfiniteQuery({
    queryKey: [list, "rows", base],
    queryFn: async ({ pageParam, signal }): Promise<Page> => {
      const cursor = pageParam === "" ? "" : `&cursor=${encodeURIComponent(pageParam)}`;
      const page = await call<{ jobs: Job[]; nextCursor: string | null }>("GET", base + cursor, { signal });
      return { rows: page.jobs.map(rowOf), nextCursor: page.nextCursor };
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}
