import type { JobFilter, JobPage, JobRecord, Store } from "../store/port.ts";

/** What no index serves: looked for in one job after the other. */
export interface Search {
  /** `name`, or `name=value`. */
  readonly label?: string | undefined;
  readonly text?: string | undefined;
  /** Of the error of a dead job; empty for errors without one. */
  readonly fingerprint?: string | undefined;
}

/** What one request looks through at the most: it shares the hub's one thread with everybody. */
export interface Effort {
  readonly jobs: number;
  readonly chars: number;
}

const EFFORT: Effort = { jobs: 2_000, chars: 8_000_000 };

export function isSearch({ label, text, fingerprint }: Search): boolean {
  return label !== undefined || text !== undefined || fingerprint !== undefined;
}

export function matches({ job, payload }: JobRecord, { label, text, fingerprint }: Search): boolean {
  const error = job.state === "dead" ? job.error : undefined;
  if (fingerprint !== undefined && (error?.fingerprint ?? "") !== fingerprint) return false;
  if (label !== undefined && !hasLabel(job.labels, label)) return false;
  if (text === undefined) return true;
  const wanted = text.toLowerCase();
  const places = [job.id, job.correlationId ?? "", error?.name ?? "", error?.message ?? "", payload];
  return places.some((place) => place.toLowerCase().includes(wanted));
}

/** A name can have a `=` of its own: every one is tried as the end of it. */
function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  if (Object.hasOwn(labels, wanted)) return true;
  return Object.entries(labels).some(([name, value]) => `${name}=${value}` === wanted);
}

/**
 * One page of what matches, found by looking through pages of the store. It may be short, or empty, and not the
 * last: it ends where the effort does.
 *
 * @param pause between two looks, so that others get their turn.
 */
export async function searchPage(
  store: Pick<Store, "list">,
  filter: JobFilter,
  search: Search,
  pause: () => Promise<void>,
  effort: Effort = EFFORT,
): Promise<JobPage> {
  const found: JobRecord[] = [];
  let { cursor } = filter;
  let [jobs, chars] = [0, 0];
  for (;;) {
    // Never more than there is room for: the cursor can only stand at the end of what was looked at.
    const limit = filter.limit - found.length;
    const page = await store.list({ ...filter, limit, ...(cursor === undefined ? {} : { cursor }) });
    for (const record of page.jobs) {
      chars += record.payload.length;
      if (matches(record, search)) found.push(record);
    }
    jobs += page.jobs.length;
    const { nextCursor } = page;
    const enough = found.length > filter.limit / 2 || jobs >= effort.jobs || chars >= effort.chars;
    if (nextCursor === null || enough) return { jobs: found, nextCursor };
    cursor = nextCursor;
    await pause();
  }
}
