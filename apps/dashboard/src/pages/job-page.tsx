import type { Job } from "@pigeon/protocol";
import { useState, type ReactNode } from "react";
import { useCancelJob, useDeleteEach, useRedrive } from "../api/actions.ts";
import { useJob } from "../api/queries.ts";
import { NEEDS_ADMIN, useIsAdmin } from "../api/role.ts";
import { duration, fullTime } from "../format.ts";
import { go, hrefOf } from "../route.ts";
import { StateBadge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Page, Section } from "../ui/page.tsx";
import { Stack } from "../ui/stack.tsx";
import { Loaded } from "../ui/states.tsx";
import { AttemptTimeline } from "./attempt-timeline.tsx";
import { RedriveDialog } from "./redrive-dialog.tsx";

const isOver = (job: Job | undefined) =>
  job !== undefined && job.state !== "queued" && job.state !== "leased";

/** One job: all that the hub knows of it, and what can be done about it. */
export function JobPage({ id }: { id: string }) {
  const [over, setOver] = useState(false);
  const query = useJob(id, over ? 10_000 : 1_000);
  const finished = isOver(query.data);
  if (finished !== over) setOver(finished);
  return (
    <Page title={`Job ${id}`} actions={query.data && <Actions job={query.data} />}>
      <Loaded query={query}>{(job) => <Details job={job} />}</Loaded>
    </Page>
  );
}

function Actions({ job }: { job: Job }) {
  const admin = useIsAdmin();
  const [asking, setAsking] = useState<"cancel" | "redrive" | "delete">();
  const [cancel, redrive, remove] = [useCancelJob(), useRedrive(), useDeleteEach()];
  const close = () => setAsking(undefined);
  const needs = admin ? undefined : NEEDS_ADMIN;
  return (
    <>
      {!isOver(job) && (
        <Button look="danger" onClick={() => setAsking("cancel")}>
          Cancel job
        </Button>
      )}
      {job.state === "dead" && (
        <>
          <Button look="main" disabled={!admin} title={needs} onClick={() => setAsking("redrive")}>
            Redrive…
          </Button>
          <Button look="danger" disabled={!admin} title={needs} onClick={() => setAsking("delete")}>
            Delete
          </Button>
        </>
      )}
      {asking === "cancel" && (
        <Confirm
          title="Cancel this job?"
          verb="Cancel the job"
          danger
          onClose={close}
          onConfirm={() => cancel.mutate(job.id)}
        >
          It will not run
          {job.state === "leased" &&
            " to its end: its worker is told to stop, and its result is not accepted"}
          . This cannot be undone.
        </Confirm>
      )}
      {asking === "redrive" && (
        <RedriveDialog
          job={job}
          onClose={close}
          onRedrive={(change) => redrive.mutate({ id: job.id, ...change })}
        />
      )}
      {asking === "delete" && (
        <Confirm
          title="Delete this dead letter?"
          verb="Delete it"
          danger
          onClose={close}
          onConfirm={() => remove.mutate([job.id], { onSuccess: () => go(hrefOf("dead-letters")) })}
        >
          The job, its payload and its history are gone for good.
        </Confirm>
      )}
    </>
  );
}

function Details({ job }: { job: Job }) {
  const { payload, result, error, attempts } = job;
  return (
    <>
      <Facts job={job} />
      {error !== undefined && (
        <Section title="Why it died">
          <div className="p-4">
            <p className="wrap-anywhere">
              <strong className="text-bad">{error.name}</strong>: {error.message}
            </p>
            {error.stack !== undefined && <Stack text={error.stack} />}
          </div>
        </Section>
      )}
      <Section title={`Attempts (${attempts.length})`}>
        <AttemptTimeline job={job} />
      </Section>
      <div className="grid gap-x-4 lg:grid-cols-2">
        <Section title="Payload">
          <JsonView label="Payload" value={payload} />
        </Section>
        {"result" in job && (
          <Section title="Result">
            <JsonView label="Result" value={result} />
          </Section>
        )}
      </div>
    </>
  );
}

function Facts({ job }: { job: Job }) {
  const { state, type, priority, createdAt, runAt, finishedAt, maxAttempts, correlationId, labels } = job;
  const facts: readonly (readonly [name: string, value: ReactNode])[] = [
    ["State", <StateBadge key="state" state={state} />],
    [
      "Type",
      <a key="type" href={hrefOf("jobs", undefined, { type })}>
        {type}
      </a>,
    ],
    ["Created", fullTime(createdAt)],
    ["Due", runAt === createdAt ? "at once" : fullTime(runAt)],
    ["Finished", finishedAt === undefined ? "not yet" : fullTime(finishedAt)],
    ["Took", finishedAt === undefined ? "–" : duration(Date.parse(finishedAt) - Date.parse(createdAt))],
    ["Priority", priority],
    ["Attempts at most", maxAttempts],
    [
      "Correlation",
      correlationId === null ? (
        "none"
      ) : (
        <a key="correlation" href={hrefOf("errors", undefined, { correlation: correlationId })}>
          {correlationId}
        </a>
      ),
    ],
  ];
  return (
    <dl className="card mb-4 grid grid-cols-2 gap-x-6 gap-y-3 p-4 sm:grid-cols-3 lg:grid-cols-5">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-soft text-xs">{name}</dt>
          <dd className="mt-0.5 wrap-anywhere">{value}</dd>
        </div>
      ))}
      {Object.keys(labels).length > 0 && (
        <div className="col-span-full min-w-0">
          <dt className="text-soft text-xs">Labels</dt>
          <dd className="mt-1 flex flex-wrap gap-1.5">
            {Object.entries(labels).map(([name, value]) => (
              <a
                key={name}
                href={hrefOf("jobs", undefined, { label: `${name}=${value}` })}
                className="tint-idle rounded px-1.5 py-0.5 font-mono text-xs"
              >
                {name}={value}
              </a>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}
