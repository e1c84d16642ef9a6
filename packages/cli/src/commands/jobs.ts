import type { Job, JobFilter } from "@pigeon/client";
import type { Action, Context } from "../context.ts";
import { paintState } from "../print/style.ts";
import { table, type Column } from "../print/table.ts";
import { ago } from "../print/text.ts";

export interface ListOptions {
  readonly type?: string;
  readonly label?: string;
  readonly text?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** The options of a listing that were given, as filters of the client. */
export function filterOf({
  type,
  label,
  text,
  limit,
  cursor,
}: ListOptions): Omit<JobFilter, "signal" | "state"> {
  return {
    ...(type === undefined ? {} : { type }),
    ...(label === undefined ? {} : { label }),
    ...(text === undefined ? {} : { text }),
    ...(limit === undefined ? {} : { limit }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

function columns({ paint, io }: Context): Column<Job>[] {
  return [
    { title: "ID", text: ({ id }) => id },
    { title: "TYPE", text: ({ type }) => type },
    { title: "STATE", text: ({ state }) => state, paint: (text) => paintState(paint, text) },
    {
      title: "ATTEMPTS",
      text: ({ attempts, maxAttempts }) => `${attempts.length}/${maxAttempts}`,
      align: "right",
    },
    { title: "CREATED", text: ({ createdAt }) => ago(createdAt, io.now()) },
    { title: "NOTE", text: (job) => noteOf(job, io.now()) },
  ];
}

/** What one wants to know of a job beside its state. */
export function noteOf({ state, attempts, runAt, error }: Job, now: number): string {
  if (error !== undefined) return `${error.name}: ${error.message}`;
  if (state === "leased") return `on ${attempts.at(-1)?.workerId ?? "a worker"}`;
  return state === "queued" && Date.parse(runAt) > now ? `runs ${ago(runAt, now)}` : "";
}

export function printJobs(context: Context, jobs: readonly Job[], nextCursor: string | null): void {
  if (context.json) return context.emit({ jobs, nextCursor });
  if (jobs.length === 0) context.note("no jobs");
  else context.print(table(columns(context), jobs, context));
  if (nextCursor !== null) context.note(`more: --cursor ${nextCursor}`);
}

export const listJobs: Action<
  ListOptions & { readonly state?: Job["state"]; readonly all?: boolean }
> = async (context, { options }) => {
  const client = await context.client();
  const { state, all = false } = options;
  const filter = {
    ...filterOf(options),
    ...(state === undefined ? {} : { state }),
    signal: context.io.signal,
  };
  if (!all) {
    const { jobs, nextCursor } = await client.listJobs(filter);
    return printJobs(context, jobs, nextCursor);
  }
  let { cursor } = options;
  do {
    const page = await client.listJobs(cursor === undefined ? filter : { ...filter, cursor });
    if (context.json) for (const job of page.jobs) context.emit(job);
    else printJobs(context, page.jobs, null);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
};
