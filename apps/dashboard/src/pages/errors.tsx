import type { ErrorSummary } from "@pigeon/protocol";
import { Tabs } from "radix-ui";
import { useErrorSummary, useErrorTrends } from "../api/queries.ts";
import { count, duration, rate } from "../format.ts";
import { replaceQuery, type Route } from "../route.ts";
import { Ago } from "../ui/ago.tsx";
import { Badge, SEVERITY_TONES } from "../ui/badge.tsx";
import { Figure, Page, Section } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { ErrorChain } from "./error-chain.tsx";
import { LatestErrors } from "./latest-errors.tsx";
import { TrendChart } from "./trend-chart.tsx";

const TABS = [
  ["summary", "Last hour"],
  ["trends", "Last day"],
  ["latest", "Latest"],
] as const;

export function Errors({ route }: { route: Route }) {
  const { correlation, tab = "summary" } = route.query;
  if (correlation !== undefined) return <ErrorChain correlationId={correlation} />;
  return (
    <Page title="Errors">
      <Tabs.Root value={tab} onValueChange={(next) => replaceQuery(route, { tab: next })}>
        <Tabs.List aria-label="Views of errors" className="border-line mb-4 flex gap-1 border-b">
          {TABS.map(([value, name]) => (
            <Tabs.Trigger
              key={value}
              value={value}
              className="text-soft data-[state=active]:border-accent data-[state=active]:text-ink -mb-px border-b-2 border-transparent px-3 py-2 font-medium -outline-offset-2"
            >
              {name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="summary">
          <Summary />
        </Tabs.Content>
        <Tabs.Content value="trends">
          <Trends />
        </Tabs.Content>
        <Tabs.Content value="latest">
          <LatestErrors route={route} />
        </Tabs.Content>
      </Tabs.Root>
    </Page>
  );
}

function Summary() {
  const query = useErrorSummary(60);
  return (
    <Loaded query={query}>
      {({ total, ratePerMinute, bySeverity, byCategory, topErrors, impact }) => (
        <>
          <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-4">
            <Figure name="Errors" value={count(total)} note={`${rate(ratePerMinute)} per minute`} />
            <Figure
              name="Critical and high"
              value={count(bySeverity.critical + bySeverity.high)}
              tone={bySeverity.critical + bySeverity.high > 0 ? "text-bad" : ""}
              note={`${count(bySeverity.medium)} medium, ${count(bySeverity.low)} low`}
            />
            <Figure
              name="Time lost"
              value={duration(impact.totalMs)}
              note={`${duration(impact.meanMs)} for each error that has a time`}
            />
            <Figure
              name="Jobs · workers · hub · network"
              value={[byCategory.job, byCategory.worker, byCategory.infrastructure, byCategory.network]
                .map(count)
                .join(" · ")}
            />
          </div>
          <TopErrors errors={topErrors} />
        </>
      )}
    </Loaded>
  );
}

function TopErrors({ errors }: { errors: ErrorSummary["topErrors"] }) {
  return (
    <Section title="Most frequent">
      <Table
        label="Most frequent errors"
        rows={errors}
        keyOf={({ fingerprint, category }) => `${category} ${fingerprint}`}
        columns={[
          {
            title: "Times",
            className: "w-16 tabular-nums",
            cell: (each) => <strong>{count(each.count)}</strong>,
          },
          {
            title: "Severity",
            className: "w-24",
            cell: ({ severity }) => <Badge tone={SEVERITY_TONES[severity]}>{severity}</Badge>,
          },
          {
            title: "Error",
            cell: ({ name, message }) => (
              <span className="wrap-anywhere">
                <strong className="font-medium">{name}</strong>: {message}
              </span>
            ),
          },
          { title: "Category", className: "hidden w-32 md:table-cell", cell: ({ category }) => category },
          {
            title: "Last",
            className: "hidden w-32 whitespace-nowrap sm:table-cell",
            cell: ({ lastAt }) => <Ago at={lastAt} />,
          },
        ]}
        empty={<Empty>No errors in the last hour.</Empty>}
      />
    </Section>
  );
}

function Trends() {
  const query = useErrorTrends(24);
  return (
    <Loaded query={query}>
      {(trends) => (
        <Section
          title="Errors by the hour"
          aside={<span className="text-soft text-xs">{trends.direction}</span>}
        >
          <TrendChart trends={trends} />
        </Section>
      )}
    </Loaded>
  );
}
