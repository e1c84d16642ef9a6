import { useSyncExternalStore } from "react";

export const PAGES = [
  "overview",
  "jobs",
  "dead-letters",
  "workers",
  "fleet",
  "errors",
  "alerts",
  "settings",
  "audit",
] as const;
export type PageName = (typeof PAGES)[number];

/** Where the reader is: a page, what of it, and its filters. It all stands in the address, to be shared. */
export interface Route {
  readonly page: PageName;
  /** Such as a job's id. */
  readonly item: string | undefined;
  readonly query: Readonly<Record<string, string>>;
}

/** Reads the part of an address after `#`. What it does not know is the overview. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [page, ...rest] = path.split("/");
  const known = PAGES.find((each) => each === page) ?? "overview";
  const item = rest.length === 0 ? "" : rest.map(decoded).join("/");
  return {
    page: known,
    item: item === "" ? undefined : item,
    query: Object.fromEntries([...new URLSearchParams(search)].filter(([, value]) => value !== "")),
  };
}

export function hrefOf(
  page: PageName,
  item?: string,
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") search.set(name, value);
  const path = item === undefined ? page : `${page}/${encodeURIComponent(item)}`;
  return `#/${path}${search.size > 0 ? `?${search.toString()}` : ""}`;
}

export function go(href: string): void {
  location.hash = href;
}

/** Changes filters without a new entry in the history. */
export function replaceQuery(route: Route, change: Readonly<Record<string, string | undefined>>): void {
  history.replaceState(null, "", hrefOf(route.page, route.item, { ...route.query, ...change }));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (onChange) => {
      addEventListener("hashchange", onChange);
      return () => removeEventListener("hashchange", onChange);
    },
    () => location.hash,
  );
  return parseRoute(hash);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
