import type { DeadLetterGroups } from "@pigeon/protocol";
import type { DeadJob } from "../jobs/job.ts";
import type { Store } from "../store/port.ts";

const PAGE = 500;
const MAX_EXAMINED = 10_000;
const MAX_CHARS = 32_000_000;

interface Group {
  readonly newest: DeadJob;
  readonly types: Set<string>;
  count: number;
  oldestAt: number;
  newestAt: number;
}

/** Dead letters by the fingerprint of the error that ended them; those without one are one group. */
export async function groupDeadLetters(
  store: Pick<Store, "list">,
  type: string | undefined,
  pause: () => Promise<void>,
): Promise<DeadLetterGroups> {
  const groups = new Map<string, Group>();
  let cursor: string | null | undefined;
  let [examined, chars] = [0, 0];
  do {
    if (cursor !== undefined) await pause();
    const page = await store.list({
      state: "dead",
      limit: PAGE,
      ...(type === undefined ? {} : { type }),
      ...(typeof cursor === "string" ? { cursor } : {}),
    });
    for (const { job, payload } of page.jobs) {
      chars += payload.length;
      if (job.state === "dead") add(groups, job);
    }
    examined += page.jobs.length;
    cursor = page.nextCursor;
  } while (cursor !== null && examined < MAX_EXAMINED && chars < MAX_CHARS);
  const bySize = [...groups.values()].sort(
    (one, other) => other.count - one.count || other.newestAt - one.newestAt,
  );
  return { groups: bySize.map(toView), examined, complete: cursor === null };
}

function add(groups: Map<string, Group>, job: DeadJob): void {
  const { error, finishedAt } = job;
  const key = error.fingerprint ?? "";
  const group = groups.get(key);
  if (group === undefined) {
    const types = new Set([job.type]);
    groups.set(key, { newest: job, types, count: 1, oldestAt: finishedAt, newestAt: finishedAt });
    return;
  }
  group.types.add(job.type);
  group.count += 1;
  group.oldestAt = Math.min(group.oldestAt, finishedAt);
  group.newestAt = Math.max(group.newestAt, finishedAt);
}

function toView({ newest, types, count, oldestAt, newestAt }: Group): DeadLetterGroups["groups"][number] {
  const { name, message, fingerprint = "" } = newest.error;
  return {
    fingerprint,
    name,
    message,
    types: [...types].sort(),
    count,
    oldestAt: new Date(oldestAt).toISOString(),
    newestAt: new Date(newestAt).toISOString(),
  };
}
