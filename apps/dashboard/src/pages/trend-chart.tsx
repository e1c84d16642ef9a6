import type { ErrorTrends } from "@pigeon/protocol";
import { count } from "../format.ts";
import { CATEGORIES, trendColumns } from "./trend-bars.ts";

const FILLS = { job: "bg-bad", worker: "bg-warn", infrastructure: "bg-accent", network: "bg-soft" } as const;
const hourOf = (time: string) => `${String(new Date(time).getHours()).padStart(2, "0")}:00`;

/** A column for each hour, and the same as a table. */
export function TrendChart({ trends }: { trends: ErrorTrends }) {
  const columns = trendColumns(trends);
  return (
    <div className="p-4">
      <div className="text-soft mb-3 flex flex-wrap gap-3 text-xs">
        {CATEGORIES.map((category) => (
          <span key={category} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={`size-2 rounded-full ${FILLS[category]}`} />
            {category}
          </span>
        ))}
      </div>
      <div
        role="img"
        aria-label="Errors by the hour and category; the table below says the same"
        className="flex h-40 items-end gap-1"
      >
        {columns.map(({ hour, total, parts }) => (
          <div
            key={hour}
            title={`${hourOf(hour)}: ${total}`}
            className="bg-raised relative h-full flex-1 overflow-hidden rounded-sm"
          >
            {parts.map(({ category, bottom, height }) => (
              <div
                key={category}
                className={`absolute inset-x-0 ${FILLS[category]}`}
                style={{ bottom: `${bottom}%`, height: `${height}%` }}
              />
            ))}
          </div>
        ))}
      </div>
      <div aria-hidden="true" className="text-soft mt-1 flex justify-between text-xs">
        <span>{hourOf(columns[0]?.hour ?? trends.since)}</span>
        <span>now</span>
      </div>
      <details className="mt-3">
        <summary className="text-soft text-xs">The same as a table</summary>
        <div
          role="region"
          aria-label="Errors by the hour, scrollable"
          tabIndex={0}
          className="mt-2 max-h-64 overflow-auto"
        >
          <table className="w-full text-left tabular-nums">
            <thead className="text-soft text-xs">
              <tr>
                {["Hour", "All", ...CATEGORIES, ""].map((name) => (
                  <th key={name} scope="col" className="py-1 pr-3 font-medium">
                    {name === "" ? <span className="sr-only">Remarkable</span> : name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {trends.buckets.toReversed().map(({ hour, total, byCategory }, index) => (
                <tr key={hour}>
                  <td className="py-0.5 pr-3">{hourOf(hour)}</td>
                  <td>{count(total)}</td>
                  {CATEGORIES.map((category) => (
                    <td key={category}>{count(byCategory[category])}</td>
                  ))}
                  <td>{columns.at(-1 - index)?.spike === true && "far more than before"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  );
}
