import { useState } from "react";
import { useScale } from "../api/actions.ts";
import type { FleetView } from "@pigeon/protocol";
import { useFleet, useStatus } from "../api/queries.ts";
import { NEEDS_ADMIN, useIsAdmin } from "../api/role.ts";
import { count } from "../format.ts";
import { Ago } from "../ui/ago.tsx";
import { Badge, WORKER_TONES } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { WorkerLink } from "../ui/links.tsx";
import { Figure, Page, Section } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { ScaleDialog } from "./scale-dialog.tsx";

const MODES = { idle: "as it is", fixed: "a number", auto: "the load", down: "going down" } as const;
const TONES = {
  booting: "info",
  serving: "ok",
  draining: "idle",
  drained: "idle",
  failing: "warn",
  failed: "bad",
  ended: "idle",
} as const;

/** The machines that the hub keeps for its workers, and why so many. Most hubs keep none, and are not asked for them. */
export function FleetPage() {
  const status = useStatus(false);
  if (status.data?.keepsFleet === true) return <Kept />;
  return (
    <Page title="Fleet">
      <div className="card">
        <Loaded query={status}>
          {() => <Empty>This hub keeps no fleet: its workers are started by somebody else.</Empty>}
        </Loaded>
      </div>
    </Page>
  );
}

function Kept() {
  const query = useFleet();
  const admin = useIsAdmin();
  const [scaling, setScaling] = useState(false);
  const scale = useScale();
  const fleet = query.data;
  return (
    <Page
      title="Fleet"
      actions={
        fleet !== undefined && (
          <Button
            look="main"
            disabled={!admin}
            title={admin ? undefined : NEEDS_ADMIN}
            onClick={() => setScaling(true)}
          >
            Scale…
          </Button>
        )
      }
    >
      <Loaded query={query}>{(data) => <Details fleet={data} />}</Loaded>
      {scaling && fleet !== undefined && (
        <ScaleDialog
          wanted={fleet.counts.wanted}
          onClose={() => setScaling(false)}
          onScale={(to) => scale.mutate(to)}
        />
      )}
    </Page>
  );
}

function Details({ fleet }: { fleet: FleetView }) {
  const { cluster, mode, counts, costPerHour, decision, notes, exhausted, instances } = fleet;
  return (
    <>
      <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-5">
        <Figure name="Wanted" value={count(counts.wanted)} note={`keeps to ${MODES[mode]}`} />
        <Figure name="Serving" value={count(counts.serving)} note={`in ${cluster}`} />
        <Figure name="Booting" value={count(counts.booting)} />
        <Figure name="Leaving" value={count(counts.leaving)} />
        <Figure name="Cost per hour" value={costPerHour === undefined ? "–" : costPerHour.toFixed(2)} />
      </div>
      <Section title="Why so many">
        <ul className="flex list-disc flex-col gap-1 py-3 pr-4 pl-8">
          {(decision?.reasons ?? ["nothing was decided yet"]).map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
          {notes.map((note) => (
            <li key={note} className="text-warn">
              {note}
            </li>
          ))}
          {exhausted.map(({ type, zone, market }) => (
            <li key={`${type} ${zone} ${market}`} className="text-warn">
              no capacity lately for {type} in {zone} ({market})
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Instances">
        <Table
          label="Instances"
          rows={instances}
          keyOf={({ id }) => id}
          columns={[
            {
              title: "Instance",
              cell: ({ id }) => <span className="font-mono text-xs wrap-anywhere">{id}</span>,
            },
            {
              title: "Condition",
              cell: ({ condition, reason }) => (
                <span title={reason}>
                  <Badge tone={TONES[condition]}>{condition}</Badge>
                </span>
              ),
            },
            {
              title: "Type",
              className: "hidden sm:table-cell",
              cell: ({ type, market }) => `${type}, ${market}`,
            },
            { title: "Zone", className: "hidden md:table-cell", cell: ({ zone }) => zone },
            {
              title: "Launched",
              className: "hidden whitespace-nowrap md:table-cell",
              cell: ({ launchedAt }) => <Ago at={launchedAt} />,
            },
            {
              title: "Worker",
              cell: ({ worker }) =>
                worker !== undefined && (
                  <span className="flex flex-wrap items-center gap-2">
                    <WorkerLink id={worker.id} />
                    <Badge tone={WORKER_TONES[worker.status]}>{worker.status}</Badge>
                    <span className="text-soft text-xs tabular-nums">
                      {worker.running} of {worker.slots}
                    </span>
                  </span>
                ),
            },
          ]}
          empty={<Empty>None.</Empty>}
        />
      </Section>
    </>
  );
}
