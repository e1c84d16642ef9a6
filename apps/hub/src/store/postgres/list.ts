import type { JobState } from "@pigeon/protocol";
import { StoreError, type JobFilter, type JobPage } from "../port.ts";
import type { RecordRow } from "../record-row.ts";
import type { Readers, Statement } from "./connection.ts";
import { toStored } from "./rows.ts";
import { RECORD } from "./sql.ts";

const STATES = ["queued", "leased", "succeeded", "dead", "cancelled"] as const;

/** Newest first; the cursor is the sequence number of the last job of the page before. */
export async function list(readers: Readers, filter: JobFilter): Promise<JobPage> {
  const before = filter.cursor === undefined ? Number.MAX_SAFE_INTEGER : sequenceOf(filter.cursor);
  const type = filter.type === undefined ? [] : [filter.type];
  const rows = await readers.rows<RecordRow>(listStatement(filter), [before, filter.limit + 1, ...type]);
  const page = rows.slice(0, filter.limit).map(toStored);
  const last = page.at(-1);
  return {
    jobs: page.map(({ seq: _seq, ...record }) => record),
    nextCursor: rows.length > filter.limit && last !== undefined ? String(last.seq) : null,
  };
}

/**
 * `$1` is the sequence number to begin below and `$2` the limit, then the type if one is asked for. Every
 * filter follows an index in the order of the page, so that a page reads what it shows; only a page of the
 * leased jobs of a type looks through the leases, of which there are never more than slots.
 */
export function listStatement({ state, type }: Pick<JobFilter, "state" | "type">): Statement {
  const name = `pigeon_list_${state ?? "all"}_${type === undefined ? "all" : "type"}`;
  if (state === undefined && type === undefined)
    return { name, text: `${RECORD} WHERE jobs.seq < $1 ORDER BY jobs.seq DESC LIMIT $2` };
  const places = (state === undefined ? STATES : [state]).map((each) => {
    const [place, ...filters] = placeOf(each, type !== undefined);
    const page = "seq < $1 ORDER BY seq DESC LIMIT $2";
    return `(SELECT seq FROM pigeon.${place} WHERE ${[...filters, page].join(" AND ")})`;
  });
  // The newest of each place, and of those the newest.
  const newest = `(SELECT seq FROM (${places.join(" UNION ALL ")}) AS found ORDER BY seq DESC LIMIT $2)`;
  return { name, text: `${RECORD} WHERE jobs.seq IN ${newest} ORDER BY jobs.seq DESC` };
}

function placeOf(state: JobState, typed: boolean): [place: string, ...filters: string[]] {
  const type = typed ? ["type = $3"] : [];
  if (state === "queued") return ["queue", ...type];
  if (state === "leased") return ["leases", ...type];
  return ["progress", `state = '${state}'`, ...type];
}

function sequenceOf(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new StoreError("bad-cursor", "expected the nextCursor of an earlier answer");
  }
  return Number(cursor);
}
