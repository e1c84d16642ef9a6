import type { ActiveAlert, AlertSink, Silence } from "@pigeon/protocol";
import { useState } from "react";
import { useAcknowledge, useUnsilence } from "../api/actions.ts";
import { useAlerts, useSilences } from "../api/queries.ts";
import { NEEDS_ADMIN, useIsAdmin } from "../api/role.ts";
import { count, fullTime } from "../format.ts";
import { Ago } from "../ui/ago.tsx";
import { Badge, SEVERITY_TONES } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { Page, Section } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { SilenceDialog } from "./silence-dialog.tsx";
import { worstFirst } from "./worst-first.ts";

export function Alerts() {
  const alerts = useAlerts();
  const silences = useSilences();
  return (
    <Page title="Alerts">
      <Section title="Firing">
        <Loaded query={alerts}>
          {(data) => (
            <Firing alerts={[...worstFirst(data.alerts), ...data.alerts.filter(({ muted }) => muted)]} />
          )}
        </Loaded>
      </Section>
      <Section title="Silences">
        <Loaded query={silences}>{(data) => <Silences silences={data} />}</Loaded>
      </Section>
      <Section title="Who is told">
        <Loaded query={alerts}>{(data) => <Sinks sinks={data.sinks} />}</Loaded>
      </Section>
    </Page>
  );
}

function Firing({ alerts }: { alerts: readonly ActiveAlert[] }) {
  const acknowledge = useAcknowledge();
  const [silencing, setSilencing] = useState<ActiveAlert>();
  const admin = useIsAdmin();
  const needs = admin ? undefined : NEEDS_ADMIN;
  if (alerts.length === 0) return <Empty>Nothing needs a person.</Empty>;
  return (
    <>
      <ul className="divide-line divide-y">
        {alerts.map((alert) => (
          <li key={alert.key} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
            <div className="min-w-0 flex-1 basis-80">
              <p className="wrap-anywhere">
                <Badge tone={SEVERITY_TONES[alert.severity]}>{alert.severity}</Badge>{" "}
                <strong className="font-medium">{alert.summary}</strong>{" "}
                {alert.muted && <Badge tone="idle">muted</Badge>}
              </p>
              <p className="text-soft mt-1 text-xs wrap-anywhere">
                {alert.rule}, <Ago at={alert.startsAt} />
                {alert.acknowledged !== undefined && `; ${alert.acknowledged.by} looks after it`}
              </p>
              <p className="text-soft mt-1 font-mono text-xs wrap-anywhere">
                {Object.entries(alert.labels)
                  .map(([name, value]) => `${name}=${value}`)
                  .join(" ")}
              </p>
            </div>
            <div className="flex gap-2">
              <Button
                small
                disabled={!admin || alert.acknowledged !== undefined}
                title={needs}
                onClick={() => acknowledge.mutate(alert.key)}
              >
                Acknowledge
              </Button>
              <Button small disabled={!admin} title={needs} onClick={() => setSilencing(alert)}>
                Silence…
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {silencing !== undefined && <SilenceDialog alert={silencing} onClose={() => setSilencing(undefined)} />}
    </>
  );
}

function Silences({ silences }: { silences: readonly Silence[] }) {
  const unsilence = useUnsilence();
  const [ending, setEnding] = useState<Silence>();
  const admin = useIsAdmin();
  return (
    <>
      <Table
        label="Silences"
        rows={silences}
        keyOf={({ id }) => id}
        columns={[
          {
            title: "Alerts where",
            cell: ({ matchers }) => (
              <span className="font-mono text-xs break-all">{matchers.map(matcherText).join(" ")}</span>
            ),
          },
          { title: "Why", cell: ({ comment, author }) => `${comment} (${author})` },
          { title: "Until", className: "whitespace-nowrap", cell: ({ until }) => fullTime(until) },
          {
            title: "Actions",
            quiet: true,
            className: "text-right",
            cell: (silence) => (
              <Button
                small
                disabled={!admin}
                title={admin ? undefined : NEEDS_ADMIN}
                onClick={() => setEnding(silence)}
              >
                End
              </Button>
            ),
          },
        ]}
        empty={<Empty>None: everything that fires is told.</Empty>}
      />
      {ending !== undefined && (
        <Confirm
          title="End this silence?"
          verb="End it"
          onClose={() => setEnding(undefined)}
          onConfirm={() => unsilence.mutate(ending.id)}
        >
          What fires and matches it is told again at once.
        </Confirm>
      )}
    </>
  );
}

function matcherText({ label, is, not }: Silence["matchers"][number]): string {
  const list = (value: string | readonly string[]) => [value].flat().join("|");
  if (is !== undefined) return `${label}=${list(is)}`;
  return not === undefined ? label : `${label}≠${list(not)}`;
}

function Sinks({ sinks }: { sinks: readonly AlertSink[] }) {
  return (
    <Table
      label="Who is told of alerts"
      rows={sinks}
      keyOf={({ name }) => name}
      columns={[
        { title: "Name", cell: ({ name }) => name },
        { title: "State", cell: ({ state }) => <Badge tone={state === "up" ? "ok" : "bad"}>{state}</Badge> },
        { title: "Told", className: "tabular-nums", cell: ({ delivered }) => count(delivered) },
        { title: "Failed", className: "tabular-nums", cell: ({ failed }) => count(failed) },
        { title: "Waiting", className: "tabular-nums", cell: ({ waiting }) => count(waiting) },
        {
          title: "Last error",
          cell: ({ lastError }) => <span className="wrap-anywhere">{lastError ?? "none"}</span>,
        },
      ]}
      empty={<Empty>Nobody: set PIGEON_ALERT_SLACK_WEBHOOK_URL or another PIGEON_ALERT_… variable.</Empty>}
    />
  );
}
