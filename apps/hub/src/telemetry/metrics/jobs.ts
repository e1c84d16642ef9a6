import type { AttemptOutcome } from "@pigeon/protocol";
import type { Job } from "../../jobs/job.ts";
import type { JobChange } from "../../ledger.ts";
import { JOB_BOUNDS, LATENCY_BOUNDS, type Buckets } from "./buckets.ts";
import type { Exposition } from "./exposition.ts";
import { JobTypes } from "./job-types.ts";
import { Recoveries } from "./recoveries.ts";
import type { Series } from "./series.ts";

const OUTCOMES: readonly AttemptOutcome[] = [
  "succeeded",
  "failed",
  "lost",
  "released",
  "cancelled",
  "timeout",
];
const ENDS = ["succeeded", "dead", "cancelled"] as const;

/** What is counted of one job type. */
interface OfType {
  readonly type: string;
  readonly submitted: Series;
  readonly redriven: Series;
  readonly retried: Series;
  readonly started: Series;
  readonly finished: Readonly<Record<(typeof ENDS)[number], Series>>;
  readonly ended: Readonly<Record<AttemptOutcome, Series>>;
  readonly wait: Buckets;
  /** By outcome, made with the first attempt that has it: most never occur. */
  readonly run: Map<AttemptOutcome, Buckets>;
  readonly whole: Buckets;
  /** Jobs that are queued, as far as this hub knows. */
  queued: number;
}

export interface JobMetrics {
  /** A job changed on disk. */
  readonly changed: (change: JobChange) => void;
  readonly workerFailed: (workerId: string) => void;
  readonly workerBack: (workerId: string) => void;
  readonly types: JobTypes<QueuedOfType>;
}

export type QueuedOfType = Pick<OfType, "type" | "queued">;

/** Jobs and their attempts, by type. `now` is the wall clock, `monotonic` measures recoveries; both in ms. */
export function jobMetrics(
  exposition: Exposition,
  { now, monotonic }: { now: () => number; monotonic: () => number },
): JobMetrics {
  const submitted = exposition.counter("pigeon_jobs_submitted_total", "Jobs stored.", "type");
  const finished = exposition.counter(
    "pigeon_jobs_finished_total",
    "Jobs that ended, by how: succeeded, dead or cancelled.",
    "type",
    "state",
  );
  const redriven = exposition.counter(
    "pigeon_jobs_redriven_total",
    "Dead letters sent back to the queue.",
    "type",
  );
  const started = exposition.counter("pigeon_attempts_started_total", "Leases handed out.", "type");
  const ended = exposition.counter(
    "pigeon_attempts_ended_total",
    "Attempts that ended, by outcome: succeeded, failed, timeout, lost, released or cancelled.",
    "type",
    "outcome",
  );
  const retried = exposition.counter(
    "pigeon_job_retries_total",
    "Attempts that used up a try and left the job queued for another one.",
    "type",
  );
  const waited = exposition.histogram(
    "pigeon_job_wait_seconds",
    "From the moment in which a job could run to its lease, first attempts only.",
    JOB_BOUNDS,
    "type",
  );
  const ran = exposition.histogram(
    "pigeon_attempt_duration_seconds",
    "From the lease to the end of the attempt, by outcome.",
    JOB_BOUNDS,
    "type",
    "outcome",
  );
  const whole = exposition.histogram(
    "pigeon_job_duration_seconds",
    "From the moment in which a job could run to its success; of a job with several attempts, from its first lease.",
    JOB_BOUNDS,
    "type",
  );
  const recovery = exposition
    .histogram(
      "pigeon_recovery_seconds",
      "From noticing that a worker failed to the next attempt of a job that it held.",
      LATENCY_BOUNDS,
    )
    .with();

  const recoveries = new Recoveries();
  const types = new JobTypes<OfType>((type) => ({
    type,
    submitted: submitted.with(type),
    redriven: redriven.with(type),
    retried: retried.with(type),
    started: started.with(type),
    finished: each(ENDS, (state) => finished.with(type, state)),
    ended: each(OUTCOMES, (outcome) => ended.with(type, outcome)),
    wait: waited.with(type),
    run: new Map(),
    whole: whole.with(type),
    queued: 0,
  }));

  const ranOf = ({ type, run }: OfType, outcome: AttemptOutcome): Buckets => {
    let buckets = run.get(outcome);
    if (buckets === undefined) run.set(outcome, (buckets = ran.with(type, outcome)));
    return buckets;
  };
  const begins = (job: Job, of: OfType) => {
    of.started.value += 1;
    const recoveredMs = recoveries.started(job.id, monotonic());
    if (recoveredMs !== undefined) recovery.observe(recoveredMs / 1000);
    const [first] = job.attempts;
    if (job.attempts.length === 1 && first !== undefined)
      of.wait.observe((first.startedAt - dueAt(job)) / 1000);
  };
  const ends = (job: Job, of: OfType, cause: JobChange["cause"], workerId: string) => {
    const last = job.attempts.at(-1);
    if (last?.outcome === undefined) return;
    of.ended[last.outcome].value += 1;
    // A released attempt was not run, and its time says nothing.
    if (last.outcome !== "released")
      ranOf(of, last.outcome).observe(((last.endedAt ?? now()) - last.startedAt) / 1000);
    if (job.state !== "queued") return;
    if (last.outcome !== "released") of.retried.value += 1;
    if (cause === "lose" || cause === "release") recoveries.reassigned(job.id, workerId);
  };

  return {
    types,
    workerFailed: (workerId) => recoveries.failed(workerId, monotonic()),
    workerBack: (workerId) => recoveries.over(workerId),
    changed: ({ job, cause, endedLease }) => {
      const of = types.of(job.type);
      if (job.state === "queued") of.queued += 1;
      else if (cause === "lease" || (cause === "cancel" && endedLease === undefined)) of.queued -= 1;
      if (cause === "submit") of.submitted.value += 1;
      else if (cause === "lease") begins(job, of);
      else if (cause === "redrive") of.redriven.value += 1;
      if (endedLease !== undefined) ends(job, of, cause, endedLease.workerId);
      if (!("finishedAt" in job)) return;
      recoveries.finished(job.id);
      of.finished[job.state].value += 1;
      if (job.state === "succeeded") of.whole.observe((job.finishedAt - beganAt(job)) / 1000);
    },
  };
}

function dueAt({ createdAt, runAt }: Job): number {
  return Math.max(createdAt, runAt);
}

/** Retries move the run-at: only of a job with one attempt it is still what the client asked for. */
function beganAt(job: Job): number {
  const [first, second] = job.attempts;
  return first === undefined || second === undefined ? dueAt(job) : first.startedAt;
}

function each<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>;
}
