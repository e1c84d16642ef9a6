import type { Evidence, Fault, WorkerEntry } from "./ledger.ts";

/** How soon after a fault things went on; undefined where the fault stopped nothing. */
export interface Recovery {
  readonly fault: Fault;
  /**
   * A worker: until the last job that it had begun was begun elsewhere, or ended. A hub or a part of the
   * network: until each other worker had begun a job. The database: the same, since it was there again.
   */
  readonly workMs?: number;
  /** The longest time without an acknowledged submission that touches the next 10 s, or those until the next fault. */
  readonly submitGapMs?: number;
}

const WATCHED_MS = 10_000;

export function recoveries(evidence: Evidence): Recovery[] {
  const acks = evidence.submitted.flatMap(({ ackedAt }) => ackedAt ?? []).toSorted((a, b) => a - b);
  return evidence.faults.map((fault) => {
    const from = since(fault);
    if (from === undefined) return { fault };
    const workMs = fault.part === "worker" ? moved(evidence, fault) : everyoneBegan(evidence, fault, from);
    const next = evidence.faults.find((other) => other.from > from)?.from ?? Infinity;
    const submitGapMs = longestGap(acks, from, Math.min(from + WATCHED_MS, next));
    return {
      fault,
      ...(workMs === undefined ? {} : { workMs }),
      ...(submitGapMs === undefined ? {} : { submitGapMs }),
    };
  });
}

/** Without a database nothing can go on: what counts is the time after it came back. */
function since(fault: Fault): number | undefined {
  return fault.part === "database" ? fault.until : fault.from;
}

function moved({ logs }: Evidence, { victim, from }: Fault): number | undefined {
  const entries = logs.flatMap((log) => log.entries);
  const own = logs.find(({ workerId }) => workerId === victim)?.entries ?? [];
  const times = runningAt(own, from).map(({ jobId, leaseId }) => {
    const next = entries
      .filter((entry) => entry.at > from && entry.jobId === jobId)
      .filter((entry) => (entry.kind === "start" ? entry.leaseId !== leaseId : entry.leaseId === leaseId));
    return next.length === 0 ? undefined : Math.min(...next.map(({ at }) => at)) - from;
  });
  const known = times.filter((ms) => ms !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function runningAt(entries: readonly WorkerEntry[], at: number): WorkerEntry[] {
  const running = new Map<string, WorkerEntry>();
  // What an earlier process of that name ran ended with it.
  let pid: number | undefined;
  for (const entry of entries) {
    if (entry.at > at) break;
    if (entry.pid !== pid) running.clear();
    pid = entry.pid;
    if (entry.kind === "start") running.set(entry.leaseId, entry);
    else running.delete(entry.leaseId);
  }
  return [...running.values()];
}

function everyoneBegan({ logs, faults }: Evidence, { victim }: Fault, from: number): number | undefined {
  const hurt = new Set(
    faults
      .filter(
        ({ part, from: began, until = Infinity }) =>
          part !== "hub" && part !== "database" && began < from + WATCHED_MS && until > from,
      )
      .map(({ victim }) => victim),
  );
  const times = logs
    .filter(
      ({ workerId }) => workerId !== victim && !hurt.has(workerId) && !hurt.has(`network of ${workerId}`),
    )
    .map(({ entries }) => entries.find(({ kind, at }) => kind === "start" && at > from)?.at)
    .filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.max(...times) - from;
}

function longestGap(acks: readonly number[], from: number, until: number): number | undefined {
  let longest: number | undefined;
  for (const [index, at] of acks.entries()) {
    const next = acks[index + 1];
    if (next === undefined || next < from || at > until) continue;
    longest = Math.max(longest ?? 0, next - at);
  }
  return longest;
}

export interface Figures {
  readonly what: string;
  readonly count: number;
  readonly medianMs: number;
  readonly worstMs: number;
  readonly worstGapMs: number;
}

/** By kind of fault, most first. */
export function figures(all: readonly Recovery[]): Figures[] {
  const groups = Map.groupBy(all, ({ fault }) => `${fault.kind} ${fault.part}`);
  return [...groups].map(([what, group]) => {
    const work = group.flatMap(({ workMs }) => workMs ?? []).toSorted((a, b) => a - b);
    return {
      what,
      count: group.length,
      medianMs: work[Math.floor((work.length - 1) / 2)] ?? Number.NaN,
      worstMs: work.at(-1) ?? Number.NaN,
      worstGapMs: Math.max(0, ...group.map(({ submitGapMs = 0 }) => submitGapMs)),
    };
  });
}
