import type { Job, JobFilter, JobPage } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { paintState } from "../print/style.ts";
import { tablePages, type Column } from "../print/table.ts";
import { ago, duration } from "../print/text.ts";

export interface ListOptions {
  readonly type?: string;
  readonly label?: string;
  readonly text?: string;
  readonly limit?: number;
  readonly cursor?: string;
  readonly all?: boolean;
}

/** The hub gives no more at once. */
const LARGEST_PAGE = 1000;

/** The options of a listing that were given, as filters of the client. */
export function filterOf({
  type,
  label,
  text,
  all = false,
  limit = all ? LARGEST_PAGE : undefined,
}: ListOptions): Omit<JobFilter, "signal" | "state" | "cursor"> {
  return {
    ...(type === undefined ? {} : { type }),
    ...(label === undefined ? {} : { label }),
    ...(text === undefined ? {} : { text }),
    ...(limit === undefined ? {} : { limit }),
  };
}

function columns({ paint, io }: Context): Column<Job>[] {
  return [
    { title: "ID", text: ({ id }) => id, whole: true },
    { title: "TYPE", text: ({ type }) => type },
    { title: "STATE", text: ({ state }) => state, paint: (text) => paintState(paint, text) },
    {
      title: "ATTEMPTS",
      text: ({ attempts, maxAttempts }) => `${attempts.length}/${maxAttempts}`,
      align: "right",
    },
    { title: "AGE", text: ({ createdAt }) => duration(io.now() - Date.parse(createdAt)) },
    { title: "NOTE", text: (job) => noteOf(job, io.now()) },
  ];
}

/** What one wants to know of a job beside its state. */
export function noteOf({ state, attempts, runAt, error }: Job, now: number): string {
  if (error !== undefined) return `${error.name}: ${error.message}`;
  if (state === "leased") return `on ${attempts.at(-1)?.workerId ?? "a worker"}`;
  return state === "queued" && Date.parse(runAt) > now ? `runs ${ago(runAt, now)}` : "";
}

/** One page of a listing, or with --all one after the other, so that any number can be read. */
export async function printPages(
  context: Context,
  what: string,
  { all = false, cursor: from }: ListOptions,
  pageAt: (cursor: { readonly cursor?: string }) => Promise<JobPage>,
): Promise<void> {
  const { json, emit, print, note } = context;
  const rowsOf = tablePages(columns(context), context);
  let cursor = from;
  for (let first = true; ; first = false) {
    const { jobs, nextCursor } = await pageAt(cursor === undefined ? {} : { cursor });
    if (json && !all) return emit({ jobs, nextCursor });
    if (json) for (const job of jobs) emit(job);
    else if (jobs.length > 0) print(rowsOf(jobs));
    else if (first) note(`no ${what}`);
    if (nextCursor === null) return;
    if (!all) return note(`more: --all, or --cursor ${nextCursor}`);
    cursor = nextCursor;
  }
}

export const listJobs: Action<ListOptions & { readonly state?: Job["state"] }> = async (
  context,
  { options },
) => {
  const client = await context.client();
  const { state } = options;
  const filter = {
    ...filterOf(options),
    ...(state === undefined ? {} : { state }),
    signal: context.io.signal,
  };
  await printPages(context, "jobs", options, (cursor) => client.listJobs({ ...filter, ...cursor }));
};
