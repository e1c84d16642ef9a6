import type { JobRow } from "../api/jobs.ts";
import { duration } from "../format.ts";
import { Ago } from "../ui/ago.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { JobLink, WorkerLink } from "../ui/links.tsx";
import type { Column } from "../ui/long-table.tsx";

export const JOB_COLUMNS: readonly Column<JobRow>[] = [
  { title: "Job", className: "w-32", cell: ({ id }) => <JobLink id={id} /> },
  { title: "Type", className: "sm:w-44", cell: ({ type }) => <span title={type}>{type}</span> },
  { title: "State", className: "w-28", cell: ({ state }) => <StateBadge state={state} /> },
  {
    title: "Attempts",
    className: "hidden w-20 tabular-nums md:table-cell",
    cell: ({ attempts, maxAttempts }) => `${attempts} of ${Math.max(attempts, maxAttempts)}`,
  },
  {
    title: "Worker",
    className: "hidden w-36 md:table-cell",
    cell: ({ workerId }) => workerId !== undefined && <WorkerLink id={workerId} />,
  },
  {
    title: "Created",
    className: "hidden w-32 sm:table-cell",
    cell: ({ createdAt }) => <Ago at={createdAt} />,
  },
  {
    title: "Took",
    className: "hidden w-24 tabular-nums lg:table-cell",
    cell: ({ createdAt, finishedAt }) =>
      finishedAt === undefined ? "" : duration(Date.parse(finishedAt) - Date.parse(createdAt)),
  },
  {
    title: "Error",
    className: "hidden xl:table-cell",
    cell: ({ error }) =>
      error !== undefined && (
        <span className="text-soft" title={error}>
          {error}
        </span>
      ),
  },
];
