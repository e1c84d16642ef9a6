import type { Evidence } from "./evidence.ts";
import type { RecentError, SilenceSummary, WorkerReport } from "./health.ts";
import { Latencies } from "./latencies.ts";
import type { Page } from "./page.ts";
import { summarizeSilence } from "./silence.ts";
import type { WorkerState } from "./state.ts";
import { FAILED, OutcomeWindow } from "./window.ts";

/** What a worker may tell of itself when it registers. */
export interface WorkerInfo {
  /** Tells one life of the worker from the next, e.g. a random id made at its start. */
  incarnation?: string | undefined;
  /** For people: shown with its health, heeded nowhere. */
  labels?: Record<string, string> | undefined;
  /** How often this worker promises to send heartbeats. 1..86400000 ms, default: the detector's option. */
  heartbeatIntervalMs?: number | undefined;
}

/** One probe episode; an abandoned one gets no answer, so a stale answer changes nothing. */
export interface Suspicion {
  evidence: readonly Evidence[];
  /** A connection lost after the probe was sent: a good answer may be older than the loss. */
  askAgain: boolean;
  abandon: () => void;
  /**
   * - `first-look`: a probe is under way, or begins.
   * - `unasked`: the probe cannot tell, and a silent worker has time for one more heartbeat.
   * - `held`: no answer came, and the verdict waits since much of the fleet is suspect.
   * - `second-look`: the probe after the wait, whose failure is the verdict.
   */
  stage: "first-look" | "unasked" | "held" | "second-look";
  /** Why the first look failed. */
  failure?: Evidence;
}

/** What the records of one detector share. */
export interface WorkerContext {
  readonly windowSize: number;
  readonly latencyFactor: number | false;
  /** Active time. */
  now(): number;
  /** The date of a moment of active time. */
  dateOf(activeMs: number): Date;
  /** Called with each worker that becomes degraded: strain can pass without any sign of the worker's. */
  onDegraded(worker: Worker): void;
}

const MAX_RECENT_ERRORS = 10;
const NO_INFO: WorkerInfo = {};

/**
 * One life of one worker, for all that goes beyond good heartbeats; those lie in its row of the page.
 * Times are in ms of active time.
 */
export class Worker {
  readonly id: string;
  readonly info: WorkerInfo;
  readonly window: OutcomeWindow;
  readonly latencies: Latencies;
  readonly totals: { successes: number; failures: number } = { successes: 0, failures: 0 };
  readonly recentErrors: RecentError[] = [];
  suspicion: Suspicion | undefined;
  consecutiveFailures = 0;
  /** When it was last given up without any answer of its own. */
  unansweredVerdictAt: number | undefined;
  #state: WorkerState = { status: "healthy" };
  readonly #page: Page;
  readonly #row: number;
  readonly #context: WorkerContext;

  constructor(page: Page, row: number, id: string, context: WorkerContext) {
    this.id = id;
    this.info = page.infos?.[row] ?? NO_INFO;
    this.window = new OutcomeWindow(context.windowSize);
    this.latencies = new Latencies(context.latencyFactor);
    this.#page = page;
    this.#row = row;
    this.#context = context;
  }

  get state(): WorkerState {
    return this.#state;
  }

  set state(next: WorkerState) {
    this.#state = next;
    if (next.status === "degraded") this.#context.onDegraded(this);
  }

  /** False once it was unregistered or replaced: its row may be another's. */
  get current(): boolean {
    return this.#page.records?.[this.#row] === this;
  }

  /** Nothing is left to say of it beyond its good heartbeats: the record is not needed any more. */
  get spent(): boolean {
    const { successes, failures } = this.totals;
    return this.current && this.#state.status === "healthy" && !this.suspicion && successes + failures === 0;
  }

  /** The last sign of life; registration counts as one. */
  get lastSeenAt(): number {
    return this.#page.lastSeen[this.#row] ?? 0;
  }

  get lastHeartbeatAt(): Date | undefined {
    const at = this.#page.lastBeatOf(this.#row);
    return at === undefined ? undefined : this.#context.dateOf(at);
  }

  get report(): WorkerReport | undefined {
    return this.#page.reportOf(this.#row);
  }

  get silence(): SilenceSummary {
    const silentMs = this.#context.now() - this.lastSeenAt;
    return summarizeSilence(silentMs, this.#page.limitMs(this.#row), this.#page.phi(this.#row, silentMs));
  }

  /** When its next heartbeat is expected, and how long after that it counts as missing. */
  get expected(): { atMs: number; intervalMs: number; limitMs: number } {
    const intervalMs = this.#page.expectedMs(this.#row);
    return { atMs: this.lastSeenAt + intervalMs, intervalMs, limitMs: this.#page.limitMs(this.#row) };
  }

  /** A sign of life other than a heartbeat. */
  see(now: number): void {
    this.#page.see(this.#row, now);
  }
}

export function noteLife(worker: Worker, now: number): void {
  worker.see(now);
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
