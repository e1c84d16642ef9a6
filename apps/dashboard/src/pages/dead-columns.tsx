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
      className: "w-10 flex-none",
      cell: ({ id }) => (
        // The whole cell can be hit.
        <label className="-mx-3 -my-1.5 flex h-11 items-center justify-center">
          <input
            type="checkbox"
            aria-label={`Select ${id}`}
            checked={selected.has(id)}
            onChange={(event) => onSelect(id, event.target.checked)}
            className="size-4"
          />
        </label>
      ),
    },
    { title: "Job", className: "w-32 flex-none", cell: ({ id }) => <JobLink id={id} /> },
    {
      title: "Type",
      className: "flex-1 sm:w-44 sm:flex-none",
      cell: ({ type }) => <span title={type}>{type}</span>,
    },
    {
      title: "Died",
      className: "hidden w-32 flex-none sm:block",
      cell: ({ finishedAt }) => <Ago at={finishedAt} />,
    },
    {
      title: "Attempts",
      className: "hidden w-20 flex-none tabular-nums md:block",
      cell: ({ attempts }) => attempts,
    },
    {
      title: "Error",
      className: "hidden flex-1 sm:block",
      cell: ({ error }) => <span title={error}>{error}</span>,
    },
  ];
}
