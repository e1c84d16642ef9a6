import { silenceOf } from "./deadline.ts";
import { nextHold, NO_HOLD, type FleetView, type Hold, type MassSuspicion } from "./fleet-hold.ts";
import type { Worker } from "./worker.ts";

/**
 * A heartbeat this much later than promised is overdue: no evidence against one worker, but of many it
 * tells that the first of them to be judged is not alone.
 */
const OVERDUE_INTERVALS = 1.2;

/** Looks at all workers together, and says when verdicts must wait. Times are of active time. */
export class Fleet {
  readonly #rule: MassSuspicion | false;
  readonly #workers: () => Iterable<Worker>;
  readonly #overdueMs: number;
  #hold: Hold = NO_HOLD;

  constructor(rule: MassSuspicion | false, heartbeatIntervalMs: number, workers: () => Iterable<Worker>) {
    this.#rule = rule;
    this.#overdueMs = OVERDUE_INTERVALS * heartbeatIntervalMs;
    this.#workers = workers;
  }

  get holding(): boolean {
    return this.#hold.kind === "holding";
  }

  /** A verdict without an answer of the worker's is due. True when it must wait; a hold may begin with it. */
  mustWait(nowMs: number): { wait: boolean; begins: boolean } {
    if (this.#rule === false) return { wait: false, begins: false };
    if (this.holding) return { wait: true, begins: false };
    this.#hold = nextHold(NO_HOLD, this.#view(nowMs, this.#rule), nowMs, this.#rule);
    return { wait: this.holding, begins: this.holding };
  }

  /** At every tick. Tells why the hold ended, when it did. */
  tick(nowMs: number): string | undefined {
    if (this.#rule === false || !this.holding) return undefined;
    const next = nextHold(this.#hold, this.#view(nowMs, this.#rule), nowMs, this.#rule);
    this.#hold = next.kind === "over" ? NO_HOLD : next;
    return next.kind === "over" ? next.because : undefined;
  }

  /** Ends a hold without anything that follows. True when there was one. */
  drop(): boolean {
    const held = this.holding;
    this.#hold = NO_HOLD;
    return held;
  }

  suspects(nowMs: number): string[] {
    const rule = this.#rule;
    if (rule === false) return [];
    return Array.from(this.#workers())
      .filter((worker) => this.#isSuspect(worker, nowMs, rule))
      .map(({ id }) => id);
  }

  size(nowMs: number): number {
    return this.#rule === false ? 0 : this.#view(nowMs, this.#rule).fleet;
  }

  #view(nowMs: number, rule: MassSuspicion): FleetView {
    let fleet = 0;
    let suspects = 0;
    for (const worker of this.#workers()) {
      const suspect = this.#isSuspect(worker, nowMs, rule);
      if (suspect) suspects++;
      if (suspect || worker.state.status !== "unhealthy") fleet++;
    }
    return { fleet, suspects };
  }

  #isSuspect(worker: Worker, nowMs: number, { settleMs }: MassSuspicion): boolean {
    const { suspicion, state, lastSeenAt, deadline, unansweredVerdictAt: at } = worker;
    if (state.status === "unhealthy") return at !== undefined && nowMs - at <= settleMs;
    const limitMs = Math.min(this.#overdueMs, deadline.silenceLimitMs());
    return suspicion !== undefined || silenceOf(lastSeenAt, nowMs, limitMs) !== undefined;
  }
}
