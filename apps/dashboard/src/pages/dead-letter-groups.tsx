import type { DeadLetterGroup } from "@pigeon/protocol";
import { count } from "../format.ts";
import { Ago } from "../ui/ago.tsx";
import { Button } from "../ui/button.tsx";
import type { Column } from "../ui/long-table.tsx";
import { Empty } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";

interface GroupTableProps {
  readonly groups: readonly DeadLetterGroup[];
  readonly chosen: string | undefined;
  readonly onChoose: (fingerprint: string | undefined) => void;
}

/** Dead letters by what killed them: the largest group first. */
export function DeadLetterGroupTable({ groups, chosen, onChoose }: GroupTableProps) {
  const columns: readonly Column<DeadLetterGroup>[] = [
    {
      title: "Jobs",
      className: "w-16 tabular-nums",
      cell: ({ count: size }) => <strong>{count(size)}</strong>,
    },
    {
      title: "Error",
      cell: ({ fingerprint, name, message }) => (
        <span className="wrap-anywhere">
          {fingerprint === "" && <span className="text-soft">no fingerprint; the latest: </span>}
          <span className="text-bad font-medium">{name}</span>: {message}
        </span>
      ),
    },
    { title: "Types", className: "hidden md:table-cell", cell: ({ types }) => types.join(", ") },
    {
      title: "Last",
      className: "hidden whitespace-nowrap sm:table-cell",
      cell: ({ newestAt }) => <Ago at={newestAt} />,
    },
    {
      title: "Choose",
      quiet: true,
      className: "w-28 text-right",
      cell: ({ fingerprint, name }) => (
        <Button
          small
          aria-pressed={chosen === fingerprint}
          aria-label={
            chosen === fingerprint
              ? "Show all errors"
              : `Only these: ${fingerprint === "" ? "no fingerprint" : name}`
          }
          onClick={() => onChoose(chosen === fingerprint ? undefined : fingerprint)}
        >
          {chosen === fingerprint ? "Show all" : "Only these"}
        </Button>
      ),
    },
  ];
  return (
    <Table
      label="Dead letters by error"
      rows={groups}
      columns={columns}
      keyOf={({ fingerprint }) => fingerprint}
      empty={<Empty>None.</Empty>}
    />
  );
}
