import type { Job } from "@pigeon/client";
import type { Evidence, Submitted, WorkerEntry, WorkerLog } from "./ledger.ts";

export const INVARIANTS = {
  1: "an acknowledged job is never lost",
  2: "one result per job, from the lease it held",
  3: "no more attempts at once than slots",
  4: "attempts within the limit, each in the history",
  5: "every job comes to its end",
  6: "one job per idempotency key",
} as const;

export type InvariantNumber = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: InvariantNumber;
  readonly what: string;
}

/** What the hub takes for poison: so many losses in a row. */
const POISON_LIMIT = 3;
/** Of longer histories the released attempts are cut. */
const WHOLE_HISTORY = 20;

type Broken = (invariant: InvariantNumber, what: string) => void;

/** Holds the clients' ledger, the store and the workers' own logs against each other. */
export function check({ submitted, jobs, logs, slots, surprises, seen }: Evidence): Violation[] {
  const violations: Violation[] = [
    ...surprises.map((what) => ({ invariant: 1, what }) as const),
    ...seen.map((what) => ({ invariant: what.includes(" leases ") ? 3 : 1, what }) as const),
  ];
  const broken: Broken = (invariant, what) => void violations.push({ invariant, what });
  const byId = new Map(jobs.map((job) => [job.id, job]));
  for (const each of submitted) ofClient(each, byId, broken);
  oneJobEach(jobs, broken);
  const runs = runsOf(logs, broken);
  for (const job of jobs) ofJob(job, runs, broken);
  for (const [leaseId, { start }] of runs) {
    const job = byId.get(start.jobId);
    if (job === undefined) broken(2, `${leaseId} of ${start.jobId} ran, and there is no such job`);
    else if (job.attempts.length < WHOLE_HISTORY && !job.attempts.some((each) => each.leaseId === leaseId))
      broken(4, `${job.id} ran under ${leaseId}, which is not in its history`);
  }
  for (const log of logs) atOnce(log, slots, broken);
  return violations;
}

function ofClient(
  { key, ids, cancelled, told }: Submitted,
  byId: ReadonlyMap<string, Job>,
  broken: Broken,
): void {
  if (ids.size === 0) broken(5, `${key} could not be submitted, though all was healed`);
  if (ids.size > 1) broken(6, `${key} gave ${[...ids].join(" and ")}`);
  for (const id of ids) {
    const job = byId.get(id);
    if (job === undefined) broken(1, `${id} (${key}) was acknowledged and is gone`);
    else if (cancelled === true && job.state !== "cancelled")
      broken(1, `${id} was cancelled and is ${job.state}`);
    else if (told !== undefined && (told.state !== job.state || nonceOf(told.result) !== nonceOf(job.result)))
      broken(2, `${id} was told to be ${told.state} and is ${job.state}, or has another result`);
  }
}

function oneJobEach(jobs: readonly Job[], broken: Broken): void {
  const seen = new Map<unknown, string>();
  for (const { id, payload } of jobs) {
    const { n } = payload as { n: number };
    const other = seen.get(n);
    if (other !== undefined) broken(6, `submission ${n} made ${other} and ${id}`);
    seen.set(n, id);
  }
}

interface Run {
  readonly workerId: string;
  readonly start: WorkerEntry;
  end?: WorkerEntry;
}

function runsOf(logs: readonly WorkerLog[], broken: Broken): Map<string, Run> {
  const runs = new Map<string, Run>();
  for (const { workerId, entries } of logs)
    for (const entry of entries) {
      const run = runs.get(entry.leaseId);
      if (entry.kind === "start" && run !== undefined)
        broken(2, `${entry.leaseId} of ${entry.jobId} ran at ${run.workerId} and again at ${workerId}`);
      else if (entry.kind === "start") runs.set(entry.leaseId, { workerId, start: entry });
      else if (run !== undefined) run.end = entry;
    }
  return runs;
}

function ofJob(job: Job, runs: ReadonlyMap<string, Run>, broken: Broken): void {
  if (!["succeeded", "dead", "cancelled"].includes(job.state)) broken(5, `${job.id} is still ${job.state}`);
  const accepted = job.attempts.filter(({ outcome }) => outcome === "succeeded");
  if (accepted.length !== (job.state === "succeeded" ? 1 : 0))
    broken(2, `${job.id} is ${job.state} with ${accepted.length} accepted results`);
  const [winner] = accepted;
  const { leaseId, nonce } = (job.result ?? {}) as { leaseId?: string; nonce?: string };
  if (winner !== undefined && (leaseId !== winner.leaseId || runs.get(winner.leaseId)?.end?.nonce !== nonce))
    broken(2, `${job.id} has the result of ${leaseId}, and its lease was ${winner.leaseId}`);
  history(job, runs, broken);
}

function history(
  { id, state, attempts, maxAttempts, error, payload }: Job,
  runs: ReadonlyMap<string, Run>,
  broken: Broken,
): void {
  let last = 0;
  for (const { number, leaseId, workerId, outcome, endedAt, error } of attempts) {
    if (number <= last) broken(4, `${id} has attempt ${number} after ${last}`);
    last = number;
    const run = runs.get(leaseId);
    if (run !== undefined && run.workerId !== workerId)
      broken(4, `attempt ${number} of ${id} ran at ${run.workerId}, and its history says ${workerId}`);
    if (run === undefined && (outcome === "succeeded" || outcome === "failed"))
      broken(4, `attempt ${number} of ${id} ${outcome} at ${workerId}, which never ran it`);
    if (outcome === undefined || endedAt === undefined) broken(4, `attempt ${number} of ${id} has no end`);
    else if (outcome !== "succeeded" && outcome !== "cancelled" && error === undefined)
      broken(4, `attempt ${number} of ${id} is ${outcome}, and nothing says why`);
  }
  const counted = attempts.filter(({ outcome }) => outcome !== "released");
  if (counted.length > maxAttempts) broken(4, `${id} used ${counted.length} attempts of ${maxAttempts}`);
  if (state !== "dead") return;
  const hopeless =
    (payload as { hopeless?: boolean }).hopeless === true && counted.at(-1)?.outcome === "failed";
  const poison =
    counted.slice(-POISON_LIMIT).filter(({ outcome }) => outcome === "lost").length === POISON_LIMIT;
  if (!hopeless && !poison && counted.length < maxAttempts)
    broken(4, `${id} is dead after ${counted.length} attempts of ${maxAttempts}: ${error?.message}`);
}

/** Counts what one process ran at once: a killed one took what it ran with it. */
function atOnce({ workerId, entries }: WorkerLog, slots: number, broken: Broken): void {
  const running = new Map<number, Set<string>>();
  for (const { kind, pid, leaseId } of entries) {
    const leases = running.get(pid) ?? new Set<string>();
    running.set(pid, leases);
    if (kind === "end") leases.delete(leaseId);
    else leases.add(leaseId);
    if (leases.size > slots) broken(3, `${workerId} ran ${leases.size} attempts at once in ${slots} slots`);
  }
}

function nonceOf(result: unknown): unknown {
  return typeof result === "object" && result !== null ? Reflect.get(result, "nonce") : undefined;
}
