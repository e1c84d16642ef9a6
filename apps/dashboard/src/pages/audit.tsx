import type { AuditEntry } from "@pigeon/protocol";
import { useAudit, useWhoami } from "../api/queries.ts";
import { fullTime } from "../format.ts";
import { Badge } from "../ui/badge.tsx";
import { LongTable, type Column } from "../ui/long-table.tsx";
import { Page } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { AdminsOnly } from "./admins-only.tsx";

const TONES = { done: "ok", refused: "warn", failed: "bad" } as const;

const COLUMNS: readonly Column<AuditEntry>[] = [
  { title: "When", className: "hidden w-48 flex-none tabular-nums sm:block", cell: ({ at }) => fullTime(at) },
  {
    title: "Who",
    className: "w-28 flex-none sm:w-40",
    cell: ({ who, role }) => (role === undefined ? who : `${who} (${role})`),
  },
  { title: "What", className: "w-36 flex-none sm:w-44", cell: ({ action }) => action.replaceAll("-", " ") },
  {
    title: "On what",
    cell: ({ target }) => (
      <span className="font-mono text-xs" title={target}>
        {target}
      </span>
    ),
  },
  {
    title: "Outcome",
    className: "w-24 flex-none",
    cell: ({ outcome, status }) => (
      <span title={`status ${status}`}>
        <Badge tone={TONES[outcome]}>{outcome}</Badge>
      </span>
    ),
  },
];

export function Audit() {
  const query = useAudit(useWhoami().data?.role === "admin");
  return (
    <Page title="Audit log">
      <AdminsOnly what="The audit log">
        <div className="card overflow-hidden">
          <Loaded query={query}>
            {(entries) => (
              <LongTable
                label="Actions"
                rows={entries}
                columns={COLUMNS}
                keyOf={({ requestId, at }) => `${at} ${requestId}`}
                empty={<Empty>Nobody has changed anything yet.</Empty>}
              />
            )}
          </Loaded>
        </div>
        <p className="text-soft mt-2 text-xs">The latest 1,000 actions; the hub’s log has them all.</p>
      </AdminsOnly>
    </Page>
  );
}
