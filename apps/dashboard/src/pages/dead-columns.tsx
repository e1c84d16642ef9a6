import type { JobRow } from "../api/jobs.ts";
import { Ago } from "../ui/ago.tsx";
import { JobLink } from "../ui/links.tsx";
import type { Column } from "../ui/long-table.tsx";

export function deadColumns(
  selected: ReadonlySet<string>,
  onSelect: (id: string, on: boolean) => void,
): readonly Column<JobRow>[] {
  return [
    {
      title: "Selected",
      quiet: true,
      className: "w-10",
      cell: ({ id }) => (
        <input
          type="checkbox"
          aria-label={`Select ${id}`}
          checked={selected.has(id)}
          onChange={(event) => onSelect(id, event.target.checked)}
          className="size-4 align-middle"
        />
      ),
    },
    { title: "Job", className: "w-32", cell: ({ id }) => <JobLink id={id} /> },
    { title: "Type", className: "sm:w-44", cell: ({ type }) => <span title={type}>{type}</span> },
    {
      title: "Died",
      className: "hidden w-32 sm:table-cell",
      cell: ({ finishedAt }) => <Ago at={finishedAt} />,
    },
    {
      title: "Attempts",
      className: "hidden w-20 tabular-nums md:table-cell",
      cell: ({ attempts }) => attempts,
    },
    {
      title: "Error",
      className: "hidden sm:table-cell",
      cell: ({ error }) => <span title={error}>{error}</span>,
    },
  ];
}
