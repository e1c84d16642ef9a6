import type { ErrorRecord } from "@pigeon/protocol";
import { clockTime } from "../format.ts";
import { hrefOf } from "../route.ts";
import { Badge, SEVERITY_TONES } from "../ui/badge.tsx";
import { useNow } from "../ui/now.ts";
import { Stack } from "../ui/stack.tsx";

/** Recorded errors, each with what it happened to and what came of the same request or job. */
export function ErrorRecords({ errors }: { errors: readonly ErrorRecord[] }) {
  const now = useNow();
  return (
    <ol className="divide-line divide-y">
      {errors.map((error) => (
        <li key={error.id} className="px-4 py-3">
          <div className="flex flex-wrap items-center gap-2">
            <Badge tone={SEVERITY_TONES[error.severity]}>{error.severity}</Badge>
            <span className="text-soft text-xs tabular-nums">{clockTime(error.at, now)}</span>
            <span className="text-soft text-xs">
              {error.category}, {error.kind}
            </span>
            <span className="min-w-0 text-xs break-all">{subjectLink(error)}</span>
            {error.correlationId !== undefined && (
              <a
                href={hrefOf("errors", undefined, { correlation: error.correlationId })}
                className="ml-auto text-xs"
              >
                chain of {error.correlationId}
              </a>
            )}
          </div>
          <p className="mt-1 wrap-anywhere">
            <strong className="font-medium">{error.name}</strong>: {error.message}
          </p>
          {error.causes?.map(({ name, message }) => (
            <p key={`${name} ${message}`} className="text-soft text-xs wrap-anywhere">
              because of {name}: {message}
            </p>
          ))}
          {error.stack !== undefined && <Stack text={error.stack} />}
        </li>
      ))}
    </ol>
  );
}

function subjectLink({ category, subject, operation }: ErrorRecord) {
  if (category === "job") return <a href={hrefOf("jobs", subject)}>{subject}</a>;
  if (category === "worker") return <a href={hrefOf("workers", subject)}>{subject}</a>;
  return <span className="text-soft">{operation ?? subject}</span>;
}
