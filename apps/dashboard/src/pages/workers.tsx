import type { WorkerView } from "@pigeon/protocol";
import { useMemo } from "react";
import { useWorkers } from "../api/queries.ts";
import { count, countOf } from "../format.ts";
import { replaceQuery, type Route } from "../route.ts";
import { LongTable } from "../ui/long-table.tsx";
import { Field, Page } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { sortWorkers } from "./sort-workers.ts";
import { WORKER_COLUMNS } from "./worker-columns.tsx";

const STATUSES = ["unhealthy", "recovering", "degraded", "healthy"];

export function Workers({ route }: { route: Route }) {
  const query = useWorkers(3_000);
  const { status = "", text = "" } = route.query;
  const rows = useMemo(() => sortWorkers(query.data ?? [], { status, text }), [query.data, status, text]);
  return (
    <Page title="Workers">
      <search className="mb-3 grid grid-cols-2 gap-3 sm:flex">
        <Field label="Health">
          <select
            className="input sm:w-36"
            value={status}
            onChange={(event) => replaceQuery(route, { status: event.target.value })}
          >
            <option value="">any</option>
            {STATUSES.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </Field>
        <Field label="Find">
          <input
            className="input w-full sm:w-60"
            type="search"
            placeholder="id, type or label"
            value={text}
            onChange={(event) => replaceQuery(route, { text: event.target.value })}
          />
        </Field>
      </search>
      <div className="card overflow-hidden">
        <Loaded query={query}>
          {(all) => (
            <LongTable<WorkerView>
              label="Workers"
              rows={rows}
              columns={WORKER_COLUMNS}
              keyOf={({ workerId }) => workerId}
              empty={<Empty>{all.length === 0 ? "No worker has registered." : "No worker matches."}</Empty>}
            />
          )}
        </Loaded>
      </div>
      <p className="text-soft mt-2 text-xs">
        {count(rows.length)} of {countOf(query.data?.length ?? 0, "worker")}; those that need a look come
        first.
      </p>
    </Page>
  );
}
