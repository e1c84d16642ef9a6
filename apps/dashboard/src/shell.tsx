import type { Caller } from "@pigeon/protocol";
import { useEffect, useRef, type ReactNode } from "react";
import { useAlerts, useStatus } from "./api/queries.ts";
import { setToken, useToken } from "./api/token.ts";
import { useLive } from "./live/live.tsx";
import { clockTime, count } from "./format.ts";
import { hrefOf, PAGES, type PageName, type Route } from "./route.ts";
import { Badge, type Tone } from "./ui/badge.tsx";
import { Button } from "./ui/button.tsx";
import { setTheme, useTheme, type Theme } from "./ui/theme.ts";

const TITLES: Readonly<Record<PageName, string>> = {
  overview: "Overview",
  jobs: "Jobs",
  "dead-letters": "Dead letters",
  workers: "Workers",
  fleet: "Fleet",
  errors: "Errors",
  alerts: "Alerts",
  settings: "Settings",
  audit: "Audit log",
};

const CONNECTIONS: Readonly<Record<ReturnType<typeof useLive>["connection"], [Tone, string]>> = {
  live: ["ok", "live"],
  connecting: ["idle", "connecting"],
  broken: ["bad", "hub away"],
  refused: ["warn", "signed out"],
};

/** On a narrow screen the list of pages is wider than the screen. */
function showCurrent(nav: HTMLElement | null): void {
  const link = nav?.querySelector<HTMLElement>("[aria-current]");
  if (nav && link) nav.scrollLeft = link.offsetLeft - nav.clientWidth / 2 + link.clientWidth / 2;
}

/** What stands around each page: where one can go, who one is, whether the hub is there. */
export function Shell({
  route,
  caller,
  children,
}: {
  route: Route;
  caller: Caller | undefined;
  children: ReactNode;
}) {
  const known = caller !== undefined;
  const status = useStatus(false, known).data;
  const alerts = useAlerts(known).data?.alerts.filter(({ muted }) => !muted).length;
  const waiting: Partial<Record<PageName, number | undefined>> = {
    "dead-letters": status?.jobs.dead,
    alerts,
  };
  const nav = useRef<HTMLElement>(null);
  useEffect(() => showCurrent(nav.current), [route.page, status === undefined, alerts === undefined]);
  const keepsFleet = status?.keepsFleet === true;
  const pages = PAGES.filter((page) => page !== "fleet" || keepsFleet || route.page === page);
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
      <a
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>("main h1")?.focus();
        }}
        className="bg-accent text-on-accent sr-only z-50 rounded-md p-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <header className="bg-surface border-line border-b lg:sticky lg:top-0 lg:flex lg:h-dvh lg:flex-col lg:border-r lg:border-b-0">
        <div className="flex items-center gap-2 px-4 pt-3 pb-2 lg:pt-5 lg:pb-4">
          <img src="icon.svg" alt="" width="24" height="24" />
          <span className="text-base font-semibold">Pigeon</span>
          <span className="ml-auto" role="status" aria-label="Connection">
            <ConnectionBadge />
          </span>
        </div>
        <nav ref={nav} aria-label="Pages" className="flex gap-1 overflow-x-auto px-2 pb-2 lg:flex-col">
          {pages.map((page) => (
            <a
              key={page}
              href={hrefOf(page)}
              aria-current={page === route.page ? "page" : undefined}
              className="text-soft aria-[current]:bg-raised aria-[current]:text-ink hover:text-ink rounded-md px-2.5 py-1.5 font-medium whitespace-nowrap no-underline -outline-offset-2 hover:no-underline"
            >
              {TITLES[page]}
              <Waiting count={waiting[page]} />
            </a>
          ))}
        </nav>
        <div className="border-line hidden border-t p-3 lg:mt-auto lg:block">
          <Who caller={caller} />
        </div>
      </header>
      <main id="main" className="mx-auto w-full max-w-[90rem] min-w-0 p-4 lg:p-6">
        <Away />
        {children}
        <div className="card mt-6 p-3 lg:hidden">
          <Who caller={caller} />
        </div>
      </main>
    </div>
  );
}

/** How much there is that waits for a person. */
function Waiting({ count: waiting = 0 }: { count: number | undefined }) {
  if (waiting === 0) return null;
  return <span className="ml-2 text-xs font-normal tabular-nums">{count(waiting)}</span>;
}

/** Says once, for all that is on the page, that the hub does not answer. */
function Away() {
  const { connection, lostAt } = useLive();
  if (connection !== "broken" || lostAt === undefined) return null;
  return (
    <p role="alert" className="tint-bad mb-4 rounded-lg p-3">
      The hub does not answer. What you see is from {clockTime(lostAt, Date.parse(lostAt))}; the page goes on
      by itself when the hub is back.
    </p>
  );
}

function ConnectionBadge() {
  const [tone, text] = CONNECTIONS[useLive().connection];
  return <Badge tone={tone}>{text}</Badge>;
}

function Who({ caller }: { caller: Caller | undefined }) {
  const token = useToken();
  const theme = useTheme();
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 text-xs">
      {caller !== undefined && (
        <span className="text-soft min-w-0 truncate">
          {caller.tokens ? `${caller.name} (${caller.role})` : "no tokens: all may do all"}
        </span>
      )}
      {token !== undefined && (
        <Button small onClick={() => setToken(undefined)}>
          Sign out
        </Button>
      )}
      <label className="text-soft flex items-center gap-2">
        Theme
        <select
          className="input !h-7"
          value={theme}
          onChange={(event) => setTheme(event.target.value as Theme)}
        >
          <option value="system">system</option>
          <option value="light">light</option>
          <option value="dark">dark</option>
        </select>
      </label>
    </div>
  );
}
