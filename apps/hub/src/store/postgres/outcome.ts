import type { Connection, Statement } from "./connection.ts";
import { Failure } from "./failures.ts";

/** What of a transaction can be found again: one of the jobs that it changed, and the lease that it gave or ended. */
export interface Trace {
  readonly jobId: string;
  readonly did: "add" | "give" | "end" | "change";
  readonly leaseId?: string;
}

export type Outcome = "committed" | "undone" | "in progress" | "unknown";

const INVALID_PARAMETER = "22023";

const STATUS: Statement = { text: "SELECT pg_xact_status($1::xid8)" };
const FOUND: Statement = {
  text: `SELECT jobs.id IS NOT NULL, leases.seq IS NOT NULL OR progress.attempts LIKE '%' || $2 || '%', progress.xmin::text = $3
    FROM (VALUES ($1)) AS asked (id) LEFT JOIN pigeon.jobs ON jobs.id = asked.id
    LEFT JOIN pigeon.leases ON leases.seq = jobs.seq AND leases.lease_id = $2
    LEFT JOIN pigeon.progress ON progress.seq = jobs.seq`,
};

/**
 * What became of a transaction whose answer was lost with the connection. Its number alone does not tell: a server
 * that crashed before it wrote anything of the transaction gives the same number to another one, be it of another
 * hub. So a number that is said to be committed counts only with a trace of what this transaction did.
 */
export async function outcomeOf(
  connection: Connection,
  id: string,
  trace: Trace | undefined,
): Promise<Outcome> {
  const status = await statusOf(connection, id);
  if (status !== "committed") return status;
  if (trace === undefined) return "unknown";
  const { jobId, did, leaseId = "" } = trace;
  const xmin = String(BigInt(id) & 0xffff_ffffn);
  const [there, leaseSeen, own] = await connection.row<[boolean, boolean | null, boolean | null]>(FOUND, [
    jobId,
    leaseId,
    xmin,
  ]);
  if (did === "add") return there ? "committed" : "undone";
  if (did === "give") return leaseSeen === true ? "committed" : "undone";
  // Someone else may have ended the same lease, or changed the same job, after this one was undone.
  return own === true ? "committed" : "unknown";
}

async function statusOf(connection: Connection, id: string): Promise<Outcome> {
  try {
    const [status] = await connection.row<[string | null]>(STATUS, [id]);
    // Of one that the server has forgotten nothing can be said.
    if (status === null) return "unknown";
    return status === "aborted" ? "undone" : (status as Outcome);
  } catch (error) {
    // "in the future": the server crashed, and knows of no such number.
    if (error instanceof Failure && error.code === INVALID_PARAMETER) return "undone";
    throw error;
  }
}
