import { memo } from "react";
import { clockTime } from "../format.ts";
import type { Activity } from "../live/live-state.ts";
import { Badge } from "../ui/badge.tsx";
import { JobLink, WorkerLink } from "../ui/links.tsx";
import { describe } from "./activity-text.ts";

export function ActivityList({ recent }: { recent: readonly Activity[] }) {
  return (
    <div
      role="log"
      aria-live="off"
      aria-label="Latest events"
      tabIndex={0}
      className="max-h-80 overflow-auto py-1.5 -outline-offset-2"
    >
      <ol>
        {recent.map((activity) => (
          <Line key={activity.id} activity={activity} />
        ))}
      </ol>
    </div>
  );
}

const Line = memo(function Line({ activity }: { activity: Activity }) {
  const { tone, word, text, job, worker } = describe(activity);
  return (
    <li className="flex items-center gap-2 px-4 py-1 whitespace-nowrap">
      <span className="text-soft w-16 shrink-0 text-xs tabular-nums">
        {clockTime(activity.data.at, Date.parse(activity.data.at))}
      </span>
      <span className="w-28 shrink-0">
        <Badge tone={tone}>{word}</Badge>
      </span>
      {job !== undefined && <JobLink id={job} />}
      <span className="min-w-0 truncate" title={text}>
        {text}
      </span>
      {worker !== undefined && (
        <span className="ml-auto max-w-32 shrink-0 truncate text-xs">
          <WorkerLink id={worker} />
        </span>
      )}
    </li>
  );
});
