import type { JobRow } from "../api/jobs.ts";
import { duration } from "../format.ts";
import { Ago } from "../ui/ago.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { JobLink, WorkerLink } from "../ui/links.tsx";
import type { Column } from "../ui/long-table.tsx";

export const JOB_COLUMNS: readonly Column<JobRow>[] = [
  { title: "Job", className: "w-32 flex-none", cell: ({ id }) => <JobLink id={id} /> },
  {
    title: "Type",
    className: "flex-1 sm:w-44 sm:flex-none",
    cell: ({ type }) => <span title={type}>{type}</span>,
  },
  { title: "State", className: "w-28 flex-none", cell: ({ state }) => <StateBadge state={state} /> },
  {
    title: "Attempts",
    className: "hidden w-20 flex-none tabular-nums md:block",
    cell: ({ attempts, maxAttempts }) => `${attempts} of ${Math.max(attempts, maxAttempts)}`,
  },
  {
    title: "Worker",
    className: "hidden w-36 flex-none md:block",
    cell: ({ workerId }) => workerId !== undefined && <WorkerLink id={workerId} />,
  },
  {
    title: "Created",
    className: "hidden w-32 flex-none sm:block",
    cell: ({ createdAt }) => <Ago at={createdAt} />,
  },
  {
    title: "Took",
    className: "hidden w-24 flex-none tabular-nums lg:block",
    cell: ({ createdAt, finishedAt }) =>
      finishedAt === undefined ? "" : duration(Date.parse(finishedAt) - Date.parse(createdAt)),
  },
  {
    title: "Error",
    className: "hidden flex-1 xl:block",
    cell: ({ error }) =>
      error !== undefined && (
        <span className="text-soft" title={error}>
          {error}
        </span>
      ),
  },
];
