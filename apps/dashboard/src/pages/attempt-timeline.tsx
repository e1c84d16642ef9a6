import type { Job } from "@pigeon/protocol";
import { clockTime, duration } from "../format.ts";
import { Badge, OUTCOME_TONES } from "../ui/badge.tsx";
import { WorkerLink } from "../ui/links.tsx";
import { useNow } from "../ui/now.ts";
import { Stack } from "../ui/stack.tsx";
import { Empty } from "../ui/states.tsx";
import { attemptBars } from "./attempt-bars.ts";

const FILLS = { ok: "bg-ok", warn: "bg-warn", bad: "bg-bad", info: "bg-accent", idle: "bg-soft" } as const;

/** Each attempt with its worker, its time on the job's own scale, and why it ended. */
export function AttemptTimeline({ job }: { job: Job }) {
  const now = useNow();
  if (job.attempts.length === 0) return <Empty>No worker has had it yet.</Empty>;
  return (
    <ol className="divide-line divide-y">
      {attemptBars(job, now).map(({ attempt, left, width, ms }) => {
        const { number, workerId, startedAt, outcome, error } = attempt;
        const tone = outcome === undefined ? "info" : OUTCOME_TONES[outcome];
        return (
          <li key={attempt.leaseId} className="px-4 py-3">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="font-medium tabular-nums">{number}.</span>
              <Badge tone={tone}>{outcome ?? "running"}</Badge>
              <span>
                on <WorkerLink id={workerId} />
              </span>
              <span className="text-soft text-xs tabular-nums">
                {clockTime(startedAt, now)}, {duration(ms)}
              </span>
            </div>
            <div aria-hidden="true" className="bg-raised relative mt-2 h-2 rounded-full">
              <div
                className={`absolute h-2 rounded-full ${FILLS[tone]}`}
                style={{ left: `${left}%`, width: `${width}%` }}
              />
            </div>
            {error !== undefined && (
              <div className="mt-2 text-xs wrap-anywhere">
                <span className={tone === "bad" ? "text-bad" : "text-soft"}>{error.name}</span>:{" "}
                {error.message}
                {error.stack !== undefined && <Stack text={error.stack} />}
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
