import type { Deadline } from "./deadline.ts";
import type { Evidence } from "./evidence.ts";
import type { RecentError, WorkerReport } from "./health.ts";
import { Latencies } from "./latencies.ts";
import type { WorkerState } from "./state.ts";
import { FAILED, OutcomeWindow } from "./window.ts";

/** What a worker may tell of itself when it registers. */
export interface WorkerInfo {
  /** Tells one life of the worker from the next, e.g. a random id made at its start. */
  incarnation?: string | undefined;
  labels?: Record<string, string> | undefined;
}

/** One probe episode; an abandoned one gets no answer, so a stale answer changes nothing. */
export interface Suspicion {
  evidence: readonly Evidence[];
  /** A connection lost after the probe was sent: a good answer may be older than the loss. */
  askAgain: boolean;
  abandon: () => void;
  /**
   * - `first-look`: a probe is under way, or begins.
   * - `held`: no answer came, and the verdict waits since much of the fleet is suspect.
   * - `second-look`: the probe after the wait, whose failure is the verdict.
   */
  stage: "first-look" | "held" | "second-look";
  /** Why the first look failed. */
  failure?: Evidence;
}

/** All that is known of one life of one worker. Times are in ms of active time. */
export interface Worker {
  readonly id: string;
  readonly info: WorkerInfo;
  readonly deadline: Deadline;
  readonly window: OutcomeWindow;
  readonly latencies: Latencies;
  readonly totals: { successes: number; failures: number };
  readonly recentErrors: RecentError[];
  state: WorkerState;
  suspicion: Suspicion | undefined;
  /** The last sign of life; registration counts as one. */
  lastSeenAt: number;
  lastHeartbeatAt: Date | undefined;
  consecutiveFailures: number;
  report: WorkerReport | undefined;
  /** When it was last given up without any answer of its own. */
  unansweredVerdictAt: number | undefined;
}

const MAX_RECENT_ERRORS = 10;

export function newWorker(
  id: string,
  info: WorkerInfo,
  deadline: Deadline,
  { windowSize, latencyFactor }: { readonly windowSize: number; readonly latencyFactor: number | false },
  now: number,
): Worker {
  return {
    id,
    info,
    deadline,
    window: new OutcomeWindow(windowSize),
    latencies: new Latencies(latencyFactor),
    totals: { successes: 0, failures: 0 },
    recentErrors: [],
    state: { status: "healthy" },
    suspicion: undefined,
    lastSeenAt: now,
    lastHeartbeatAt: undefined,
    consecutiveFailures: 0,
    report: undefined,
    unansweredVerdictAt: undefined,
  };
}

export function noteLife(worker: Worker, now: number): void {
  worker.lastSeenAt = now;
  worker.deadline.observe(now);
}

/** @param marks What the window keeps of it, see strain.ts. */
export function noteSuccess(worker: Worker, now: number, marks: number): void {
  noteLife(worker, now);
  worker.window.add(now, marks);
  worker.totals.successes++;
  worker.consecutiveFailures = 0;
}

export function noteFailure(worker: Worker, now: number, error: RecentError): void {
  worker.window.add(now, FAILED);
  worker.totals.failures++;
  worker.consecutiveFailures++;
  worker.recentErrors.push(error);
  if (worker.recentErrors.length > MAX_RECENT_ERRORS) worker.recentErrors.shift();
}

/** A recovery starts from a clean sheet: what led to the verdict does not speak against it again. */
export function noteRecoveryStart(worker: Worker): void {
  worker.consecutiveFailures = 0;
  worker.window.startAfresh();
}
