import { useMemo, useState } from "react";
import { useDeleteEach, useRedriveAll, useRedriveEach } from "../api/actions.ts";
import { useJobRows, type JobRow } from "../api/jobs.ts";
import { useDeadLetterGroups } from "../api/queries.ts";
import { NEEDS_ADMIN, useIsAdmin } from "../api/role.ts";
import { count, countOf } from "../format.ts";
import { replaceQuery, type Route } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { LongTable } from "../ui/long-table.tsx";
import { Page, Section } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { deadColumns } from "./dead-columns.tsx";
import { DeadLetterGroupTable } from "./dead-letter-groups.tsx";
import { JobFilters } from "./job-filters.tsx";

const KEYS = ["type", "label", "text"] as const;
type Question = "redrive-selected" | "delete-selected" | "redrive-all";

export function DeadLetters({ route }: { route: Route }) {
  const { type = "" } = route.query;
  const groups = useDeadLetterGroups(type);
  return (
    <Page title="Dead letters">
      <JobFilters route={route} keys={KEYS} />
      <Section title="By error" aside={<Examined {...groups.data} />}>
        <Loaded query={groups}>
          {(data) => (
            <DeadLetterGroupTable
              groups={data.groups}
              chosen={chosenIn(route)}
              onChoose={(fingerprint) =>
                replaceQuery(route, { fingerprint, without: fingerprint === "" ? "fingerprint" : "" })
              }
            />
          )}
        </Loaded>
      </Section>
      <Letters key={JSON.stringify(route.query)} route={route} />
    </Page>
  );
}

/** The fingerprint that the reader chose; empty for errors without one, which the address says in words. */
function chosenIn({ query }: Route): string | undefined {
  return query["without"] === "fingerprint" ? "" : query["fingerprint"];
}

const which = (fingerprint: string): string =>
  fingerprint === "" ? "whose errors have no fingerprint" : "with this error";

function Examined({ examined = 0, complete = true }: { examined?: number; complete?: boolean }) {
  if (complete) return null;
  return <span className="text-soft text-xs">of the newest {count(examined)}</span>;
}

function Letters({ route }: { route: Route }) {
  const { type, label, text } = route.query;
  const fingerprint = chosenIn(route);
  const query = useJobRows({ list: "dead-letters", filter: { type, label, text, fingerprint } });
  const { data, hasNextPage, isFetching, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Question>();
  const chosen = rows.flatMap(({ id }) => (selected.has(id) ? [id] : []));
  const columns = useMemo(
    () => deadColumns(selected, (id, on) => setSelected((before) => toggled(before, id, on))),
    [selected],
  );
  const admin = useIsAdmin();
  const needs = admin ? undefined : NEEDS_ADMIN;
  // The hub's redrive knows types and fingerprints only.
  const whole = label === undefined && text === undefined;
  return (
    <Section
      title={fingerprint === undefined ? "All of them" : `Those ${which(fingerprint)}`}
      aside={
        <div className="flex flex-wrap gap-2">
          <Button
            small
            onClick={() => setSelected(chosen.length > 0 ? new Set() : new Set(rows.map(({ id }) => id)))}
          >
            {chosen.length > 0 ? "Select none" : `Select all ${count(rows.length)} loaded`}
          </Button>
          <Button
            small
            disabled={!admin || chosen.length === 0}
            title={needs}
            onClick={() => setAsking("redrive-selected")}
          >
            Redrive {chosen.length > 0 && count(chosen.length)} selected
          </Button>
          <Button
            small
            look="danger"
            disabled={!admin || chosen.length === 0}
            title={needs}
            onClick={() => setAsking("delete-selected")}
          >
            Delete {chosen.length > 0 && count(chosen.length)} selected
          </Button>
          <Button
            small
            look="main"
            disabled={!admin || !whole || rows.length === 0}
            title={needs ?? (whole ? undefined : "By label or text: select, then redrive the selected")}
            onClick={() => setAsking("redrive-all")}
          >
            Redrive all that match
          </Button>
        </div>
      }
    >
      <Loaded query={query}>
        {() => (
          <LongTable<JobRow>
            label="Dead letters"
            rows={rows}
            columns={columns}
            keyOf={({ id }) => id}
            onEnd={() => void (hasNextPage && !isFetching && fetchNextPage())}
            empty={
              <Empty>
                No dead letters: everything that was accepted succeeded, was cancelled, or is still on its
                way.
              </Empty>
            }
          />
        )}
      </Loaded>
      <Questions
        asking={asking}
        ids={chosen}
        filter={{ type, fingerprint }}
        onClose={() => setAsking(undefined)}
        onDone={() => setSelected(new Set())}
      />
    </Section>
  );
}

interface QuestionsProps {
  readonly asking: Question | undefined;
  readonly ids: readonly string[];
  readonly filter: { readonly type: string | undefined; readonly fingerprint: string | undefined };
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Questions({ asking, ids, filter, onClose, onDone }: QuestionsProps) {
  const [redrive, redriveAll, remove] = [useRedriveEach(), useRedriveAll(), useDeleteEach()];
  const many = ids.length === 1 ? "this job" : `these ${countOf(ids.length, "job")}`;
  const { type, fingerprint } = filter;
  switch (asking) {
    case undefined:
      return null;
    case "redrive-selected":
      return (
        <Confirm
          title={`Redrive ${many}?`}
          verb="Redrive"
          onClose={onClose}
          onConfirm={() => redrive.mutate(ids, { onSettled: onDone })}
        >
          They go back to the queue with all their attempts to spend again.
        </Confirm>
      );
    case "delete-selected":
      return (
        <Confirm
          title={`Delete ${many}?`}
          verb="Delete"
          danger
          onClose={onClose}
          onConfirm={() => remove.mutate(ids, { onSettled: onDone })}
        >
          Payloads and histories are gone for good.
        </Confirm>
      );
    case "redrive-all":
      return (
        <Confirm
          title="Redrive all that match?"
          verb="Redrive all"
          onClose={onClose}
          onConfirm={() => redriveAll.mutate({ type, fingerprint }, { onSettled: onDone })}
        >
          {type === undefined && fingerprint === undefined
            ? "Every dead letter there is"
            : "Every dead letter"}
          {type !== undefined && ` of the type ${type}`}
          {fingerprint !== undefined && ` ${which(fingerprint)}`}, also those that are not loaded here, goes
          back to the queue.
        </Confirm>
      );
  }
}

function toggled(before: ReadonlySet<string>, id: string, on: boolean): ReadonlySet<string> {
  const after = new Set(before);
  if (on) after.add(id);
  else after.delete(id);
  return after;
}
