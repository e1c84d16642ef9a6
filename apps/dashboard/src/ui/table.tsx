import type { ReactNode } from "react";
import type { Column } from "./long-table.tsx";

/** A table of few rows, whose cells may be as high as they need. */
export function Table<Row>({
  label,
  rows,
  columns,
  keyOf,
  empty,
}: {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  empty: ReactNode;
}) {
  if (rows.length === 0) return <>{empty}</>;
  return (
    <div
      role="region"
      aria-label={`${label}, scrollable`}
      tabIndex={0}
      className="overflow-x-auto -outline-offset-2"
    >
      <table aria-label={label} className="w-full border-collapse text-left">
        <thead>
          <tr className="border-line h-9 border-b">
            {columns.map(({ title, className = "", quiet }) => (
              <th
                key={title}
                scope="col"
                className={`text-soft px-3 text-xs font-medium first:pl-4 last:pr-4 ${className}`}
              >
                {quiet ? <span className="sr-only">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-line border-b last:border-b-0">
              {columns.map(({ title, className = "", cell }) => (
                <td key={title} className={`px-3 py-2 align-baseline first:pl-4 last:pr-4 ${className}`}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
