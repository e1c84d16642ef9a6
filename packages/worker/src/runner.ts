import type { Lease, LeasePushAnswer } from "@pigeon/protocol";
import { admit } from "./admit.ts";
import type { CancelReason, Emit } from "./events.ts";
import { contextOf, eventOf, jobOf, namedError } from "./attempt.ts";
import type { Attempt } from "./attempt.ts";
import type { Handler } from "./handler.ts";
import { LazySignal } from "./lazy-signal.ts";
import { LeaseMemory } from "./lease-memory.ts";
import { returned, threw, timedOut } from "./outcome.ts";
import type { Report } from "./outcome.ts";
import type { System } from "./system.ts";
import { traceAttempt } from "./tracing.ts";

/** How many finished leases are remembered, to affirm a push that is repeated late. */
export const REMEMBERED_LEASES = 10_000;

export interface Runner {
  push(leases: readonly Lease[]): LeasePushAnswer;
  /** Aborts these attempts and drops what comes of them. Unknown ids are no matter. */
  cancel(leaseIds: readonly string[], reason: CancelReason): void;
  cancelAll(reason: CancelReason): void;
  /** Aborts every attempt because the worker's time is up. */
  abandon(): void;
  /** Takes no new leases from now on. */
  drain(): void;
  /** Leases whose outcome is still owed. */
  held(): string[];
  /** Occupied slots. */
  readonly running: number;
  /** Resolves when every slot is free, or when `signal` is aborted. */
  idle(signal: AbortSignal): Promise<void>;
}

export interface RunnerOptions {
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly slots: number;
  readonly system: System;
  readonly emit: Emit;
  readonly report: (report: Report) => void;
  /** Whether a result for this lease waits for the hub's acknowledgement. */
  readonly isUnacknowledged: (leaseId: string) => boolean;
}

export function createRunner(options: RunnerOptions): Runner {
  const { handlers, slots, system, emit, report, isUnacknowledged } = options;
  const attempts = new Map<string, Attempt>();
  const memory = new LeaseMemory(REMEMBERED_LEASES);
  let draining = false;
  let waiters: (() => void)[] = [];

  function settle(attempt: Attempt, outcome: Report): void {
    attempt.state = "settled";
    attempt.cancelTimeout();
    const { durationMs, error } = outcome;
    const of = eventOf(attempt.lease);
    emit(
      error === undefined
        ? { kind: "succeeded", durationMs, ...of }
        : { kind: "failed", durationMs, error, ...of },
    );
    report(outcome);
  }

  /** The slot stays taken until the handler really ends: a deaf handler must not overload the process. */
  function timeOut(attempt: Attempt): void {
    if (attempt.state === "settled") return;
    settle(attempt, timedOut(attempt.lease, system.now() - attempt.startedAt));
    attempt.abort.abort(namedError("JobTimeoutError", "the attempt's time is up"));
  }

  function cancelOne(attempt: Attempt, reason: CancelReason): void {
    if (attempt.state === "settled") return;
    attempt.state = "settled";
    attempt.cancelTimeout();
    emit({ kind: "cancelled", reason, ...eventOf(attempt.lease) });
    attempt.abort.abort(namedError("JobCancelledError", `the attempt was cancelled (${reason})`));
  }

  async function run(attempt: Attempt, handler: Handler): Promise<void> {
    const { lease, abort, startedAt } = attempt;
    const elapsed = (): number => system.now() - startedAt;
    try {
      // Cancelled between its acceptance and its start.
      if (abort.aborted) abort.signal.throwIfAborted();
      const value = await traceAttempt(lease, () => handler(jobOf(lease), contextOf(abort)));
      if (attempt.state !== "settled") settle(attempt, returned(lease, value, elapsed()));
    } catch (error) {
      if (attempt.state === "open") settle(attempt, threw(lease, error, elapsed()));
      else if (attempt.state === "stopping") cancelOne(attempt, "stopped");
    }
    attempts.delete(lease.leaseId);
    if (attempts.size === 0) wake();
  }

  function wake(): void {
    for (const waiter of waiters) waiter();
    waiters = [];
  }

  function take(lease: Lease, handler: Handler): () => void {
    const attempt: Attempt = {
      lease,
      abort: new LazySignal(),
      startedAt: system.now(),
      cancelTimeout: system.after(lease.timeoutMs, () => timeOut(attempt)),
      state: "open",
    };
    attempts.set(lease.leaseId, attempt);
    memory.add(lease.leaseId);
    emit({ kind: "leased", ...eventOf(lease) });
    return () => void run(attempt, handler);
  }

  return {
    push(leases) {
      const answer: LeasePushAnswer = { accepted: [], refused: [] };
      const starts: (() => void)[] = [];
      for (const lease of leases) {
        const { leaseId } = lease;
        const handler = handlers.get(lease.type);
        const admission = admit({
          known: attempts.has(leaseId) || memory.has(leaseId) || isUnacknowledged(leaseId),
          draining,
          hasHandler: handler !== undefined,
          freeSlots: slots - attempts.size,
        });
        if (admission.kind === "refuse") answer.refused.push({ leaseId, reason: admission.reason });
        else answer.accepted.push(leaseId);
        if (admission.kind === "run" && handler !== undefined) starts.push(take(lease, handler));
      }
      // The hub gets its answer before a handler can keep the process busy.
      if (starts.length > 0) system.soon(() => starts.forEach((start) => start()));
      return answer;
    },
    cancel(leaseIds, reason) {
      for (const leaseId of leaseIds) {
        const attempt = attempts.get(leaseId);
        if (attempt !== undefined) cancelOne(attempt, reason);
      }
    },
    cancelAll(reason) {
      for (const attempt of attempts.values()) cancelOne(attempt, reason);
    },
    abandon() {
      for (const attempt of attempts.values()) {
        if (attempt.state !== "open") continue;
        attempt.state = "stopping";
        attempt.abort.abort(namedError("WorkerStoppedError", "the worker is stopping"));
      }
    },
    drain() {
      draining = true;
    },
    held: () =>
      [...attempts.values()].filter(({ state }) => state !== "settled").map(({ lease }) => lease.leaseId),
    get running() {
      return attempts.size;
    },
    idle: (signal) =>
      new Promise((resolve) => {
        if (attempts.size === 0 || signal.aborted) return resolve();
        waiters.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
  };
}
