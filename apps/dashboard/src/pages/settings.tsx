import type { Setting } from "@pigeon/protocol";
import { useMemo } from "react";
import { useSettings, useWhoami } from "../api/queries.ts";
import { replaceQuery, type Route } from "../route.ts";
import { Badge } from "../ui/badge.tsx";
import { Field, Page, Section } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { AdminsOnly } from "./admins-only.tsx";
import { sourceText } from "./source-text.ts";

export function Settings({ route }: { route: Route }) {
  const admin = useWhoami().data?.role === "admin";
  const query = useSettings(admin);
  const { text = "", changed = "" } = route.query;
  const settings = query.data?.settings;
  const rows = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return (settings ?? []).filter(
      ({ variable, path, description = "", source }) =>
        (changed === "" || source !== "default") &&
        [variable, path, description].some((place) => place.toLowerCase().includes(wanted)),
    );
  }, [settings, text, changed]);
  return (
    <Page title="Settings">
      <AdminsOnly what="The settings">
        <search className="mb-3 flex flex-wrap items-end gap-4">
          <Field label="Find">
            <input
              className="input w-full sm:w-60"
              type="search"
              placeholder="name or meaning"
              value={text}
              onChange={(event) => replaceQuery(route, { text: event.target.value })}
            />
          </Field>
          <label className="flex h-9 items-center gap-2">
            <input
              type="checkbox"
              className="size-4"
              checked={changed !== ""}
              onChange={(event) => replaceQuery(route, { changed: event.target.checked ? "yes" : undefined })}
            />
            only what is not the default
          </label>
        </search>
        <Loaded query={query}>
          {({ env }) => (
            <Section
              title={`Profile: ${env}`}
              aside={<span className="text-soft text-xs">secrets are masked</span>}
            >
              <Table<Setting>
                label="Settings"
                rows={rows}
                keyOf={({ path }) => path}
                columns={COLUMNS}
                empty={<Empty>None matches.</Empty>}
              />
            </Section>
          )}
        </Loaded>
      </AdminsOnly>
    </Page>
  );
}

const COLUMNS = [
  {
    title: "Variable",
    cell: ({ variable, description }: Setting) => (
      <>
        <span className="font-mono text-xs break-all">{variable}</span>
        <span className="text-soft mt-0.5 block text-xs wrap-anywhere">{description}</span>
      </>
    ),
  },
  {
    title: "Value",
    className: "w-2/5 sm:w-auto",
    cell: (setting: Setting) => {
      const { value, default: usual = "", source } = setting;
      return (
        <>
          <span className="font-mono text-xs break-all">{value === "" ? "none" : value}</span>
          {source !== "default" && usual !== value && (
            <span className="text-soft mt-0.5 block text-xs wrap-anywhere">
              default: {usual === "" ? "none" : usual}
            </span>
          )}
          <span className="text-soft mt-0.5 block text-xs sm:hidden">
            {source !== "default" && "from "}
            {sourceText(setting)}
          </span>
        </>
      );
    },
  },
  {
    title: "From",
    className: "hidden w-48 sm:table-cell",
    cell: (setting: Setting) => (
      <Badge tone={setting.source === "default" ? "idle" : "info"}>{sourceText(setting)}</Badge>
    ),
  },
];
