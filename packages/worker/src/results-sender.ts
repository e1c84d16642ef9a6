import { ResultAnswer, parse } from "@pigeon/protocol";
import { hubBackoffMs } from "./backoff.ts";
import { MAX_BATCH_RESULTS, batchBody, takeBatch } from "./batch.ts";
import type { Emit } from "./events.ts";
import type { HubAnswer } from "./hub-answer.ts";
import type { HubLink } from "./hub-link.ts";
import { notAccepted } from "./outcome.ts";
import type { Report } from "./outcome.ts";
import type { System } from "./system.ts";
import { wait } from "./wait.ts";

export interface ResultsSender {
  /** Sends it as soon as the sender is idle, with whatever else has finished by then. */
  add(report: Report): void;
  /** Leases whose results the hub has not acknowledged. */
  unacknowledged(): string[];
  has(leaseId: string): boolean;
  /** Resolves when nothing is left to send, or when `signal` is aborted. */
  flushed(signal: AbortSignal): Promise<void>;
  close(): void;
}

export interface ResultsSenderOptions {
  readonly link: HubLink;
  readonly path: string;
  readonly system: System;
  readonly emit: Emit;
  /** The hub does not know this worker (any more). */
  readonly onUnknownWorker: () => void;
}

const SEND_TIMEOUT_MS = 15_000;

/** Keeps every result until the hub has answered for it, however long the hub is away. */
export function createResultsSender(options: ResultsSenderOptions): ResultsSender {
  const { link, path, system, emit, onUnknownWorker } = options;
  const pending = new Map<string, Report>();
  const closing = new AbortController();
  let waiters: (() => void)[] = [];
  let active = false;
  let batchLimit = MAX_BATCH_RESULTS;

  /** What the answer settles. Returns the delay before the next request; 0 when something was settled. */
  function settle(batch: readonly Report[], answer: HubAnswer, failures: number): number {
    const backoff = (atLeast = 0): number => Math.max(atLeast, hubBackoffMs(failures, system.random));
    if (answer.kind === "unreachable") return backoff();
    if (answer.kind === "ok") return settleOk(answer.body) > 0 ? 0 : backoff();
    if (answer.status === 404) onUnknownWorker();
    if (answer.status !== 400 && answer.status !== 413 && answer.status !== 422)
      return backoff(answer.retryAfterMs);
    isolate(batch, answer.reason);
    return 0;
  }

  function settleOk(body: unknown): number {
    const parsed = parse(ResultAnswer, body);
    if (!parsed.ok) return 0;
    let settled = 0;
    for (const leaseId of parsed.value.accepted) settled += Number(pending.delete(leaseId));
    for (const { leaseId, reason } of parsed.value.rejected) {
      const report = pending.get(leaseId);
      if (report === undefined) continue;
      pending.delete(leaseId);
      settled += 1;
      const detail = "the hub has given the job to another attempt, or no longer has it";
      emit({ kind: "result-rejected", leaseId, jobId: report.jobId, reason, detail });
    }
    batchLimit = Math.min(MAX_BATCH_RESULTS, batchLimit * 2);
    return settled;
  }

  /** One result that the hub cannot take must not hold up the others: halve until it stands alone. */
  function isolate(batch: readonly Report[], detail: string): void {
    const [report] = batch;
    if (report === undefined) return;
    if (batch.length > 1) {
      batchLimit = Math.ceil(batch.length / 2);
      return;
    }
    pending.delete(report.leaseId);
    if (report.error?.name !== "ResultNotAcceptedError") {
      pending.set(report.leaseId, notAccepted(report, detail));
      return;
    }
    emit({
      kind: "result-rejected",
      leaseId: report.leaseId,
      jobId: report.jobId,
      reason: "not-accepted",
      detail,
    });
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (pending.size > 0 && !closing.signal.aborted) {
      const batch = takeBatch(pending.values(), batchLimit);
      const answer = await link.call({
        method: "POST",
        path,
        body: batchBody(batch),
        timeoutMs: SEND_TIMEOUT_MS,
        signal: closing.signal,
      });
      if (closing.signal.aborted) break;
      const delayMs = settle(batch, answer, failures + 1);
      failures = delayMs === 0 ? 0 : failures + 1;
      if (delayMs > 0) await wait(system, delayMs, closing.signal);
    }
    active = false;
    for (const wake of waiters) wake();
    waiters = [];
  }

  return {
    add(report) {
      pending.set(report.leaseId, report);
      if (active || closing.signal.aborted) return;
      active = true;
      // After the current I/O, so that handlers which end together are reported together.
      system.soon(() => void run());
    },
    unacknowledged: () => [...pending.keys()],
    has: (leaseId) => pending.has(leaseId),
    flushed: (signal) =>
      new Promise((resolve) => {
        if (!active || signal.aborted) return resolve();
        waiters.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
    close: () => closing.abort(),
  };
}
