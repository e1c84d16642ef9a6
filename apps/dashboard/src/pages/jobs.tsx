import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { useJobRows, type JobRow } from "../api/jobs.ts";
import { countOf } from "../format.ts";
import { useLive } from "../live/live.tsx";
import type { Route } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { LongTable } from "../ui/long-table.tsx";
import { Page } from "../ui/page.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { JOB_COLUMNS } from "./job-columns.tsx";
import { JobFilters } from "./job-filters.tsx";
import { useFresh } from "./use-fresh.ts";

const KEYS = ["state", "type", "label", "text"] as const;

export function Jobs({ route }: { route: Route }) {
  const filter = Object.fromEntries(KEYS.map((key) => [key, route.query[key]]));
  const query = useJobRows({ list: "jobs", filter });
  const client = useQueryClient();
  const top = useRef(0);
  const { seen } = useLive();
  const { data, hasNextPage, isFetching, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data]);
  const onePage = (data?.pages.length ?? 0) <= 1;
  const reload = useCallback(() => void client.resetQueries({ queryKey: ["jobs", "rows"] }), [client]);
  useFresh(
    seen,
    () => onePage && top.current < 10 && !isFetching,
    () => void query.refetch(),
  );
  return (
    <Page title="Jobs" actions={<Button onClick={reload}>Reload</Button>}>
      <JobFilters route={route} keys={KEYS} />
      <div className="card overflow-hidden">
        <Loaded query={query}>
          {() => (
            <LongTable<JobRow>
              label="Jobs"
              rows={rows}
              columns={JOB_COLUMNS}
              keyOf={({ id }) => id}
              onScroll={(scrolled) => (top.current = scrolled)}
              onEnd={() => void (hasNextPage && !isFetching && fetchNextPage())}
              empty={
                <Empty>
                  {hasNextPage ? "Nothing found among the newest; " : "No jobs match. "}
                  {hasNextPage && (
                    <Button small onClick={() => void fetchNextPage()}>
                      look further back
                    </Button>
                  )}
                </Empty>
              }
            />
          )}
        </Loaded>
      </div>
      <p className="text-soft mt-2 text-xs" role="status">
        {countOf(rows.length, "job")} loaded, newest first
        {hasNextPage ? "; more come as you scroll." : "; these are all."}
      </p>
    </Page>
  );
}
