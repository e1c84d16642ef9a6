import type { Breakers } from "@pigeon/breaker";
import type { Detector } from "@pigeon/detector";
import { retry, type RetryOptions } from "@pigeon/retry";
import type { Failure } from "../failures.ts";
import type { JobEvent } from "../jobs/job.ts";
import type { Clock } from "../ports.ts";
import type { Change, Claimed } from "../store/port.ts";
import { traceFields, type TraceFields } from "../telemetry/tracing/log-fields.ts";
import type { Tracing } from "../telemetry/tracing/tracing.ts";
import { neverReached, WorkerAnswerError, type OutgoingLease, type WorkerLink } from "../workers/link.ts";
import type { Member } from "../workers/registry.ts";

export interface DeliveryTools {
  readonly breakers: Breakers;
  readonly detector: Detector;
  readonly retry: RetryOptions;
  readonly clock: Clock;
  readonly onFailure: (workerId: string, error: unknown, context: Failure) => void;
  readonly tracing?: Pick<Tracing, "traceparentOf" | "handedOver"> | undefined;
}

/** How much the newest answer counts in a worker's mean latency. */
const LATENCY_WEIGHT = 0.2;

/** The name of the breaker that guards calls to a worker. */
export function breakerName(workerId: string): string {
  return `worker:${workerId}`;
}

/**
 * Hands leases to one worker and says what must happen to those that it did not take. Leases that it
 * confirmed are marked so. Nothing is returned for a worker that was given up meanwhile: whoever gave
 * it up has dealt with all it held.
 */
export async function deliver(
  member: Member,
  claimed: readonly Claimed[],
  tools: DeliveryTools,
): Promise<Change[]> {
  const leases = claimed.map((each) => toLease(each, tools));
  if (member.delivery.kind === "pull") {
    if (!member.delivery.line.hand(leases)) return endAll(claimed, "release", "the worker stopped waiting");
    for (const lease of leases) confirm(member, lease.leaseId, tools);
    return [];
  }
  const { gone } = member;
  const reached = { maybe: false };
  const startedAt = tools.clock.monotonic();
  try {
    const answer = await push(member, member.delivery.link, leases, tools, reached, gone.signal);
    member.disowned = 0;
    for (const leaseId of answer.accepted) confirm(member, leaseId, tools);
    const taken = new Set(answer.accepted);
    const refused = new Map(answer.refused.map(({ leaseId, reason }) => [leaseId, reason]));
    const left = claimed.filter(({ job }) => !taken.has(job.leaseId));
    return left.map((each) =>
      end(each, "release", `refused: ${refused.get(each.job.leaseId) ?? "not in the answer"}`),
    );
  } catch (error) {
    if (gone.signal.aborted) return [];
    tools.onFailure(member.worker.workerId, error, {
      operation: "push",
      durationMs: tools.clock.monotonic() - startedAt,
      correlationId: sharedCorrelation(claimed),
      ...sharedTrace(claimed),
    });
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return endAll(
      claimed,
      reached.maybe ? "lose" : "release",
      `could not be handed over: ${messageOf(cause)}`,
    );
  }
}

/** Retry outside, breaker inside, timeout innermost: an open breaker ends the retrying at once. */
function push(
  member: Member,
  link: WorkerLink,
  leases: readonly OutgoingLease[],
  { breakers, detector, retry: policy, clock }: DeliveryTools,
  reached: { maybe: boolean },
  signal: AbortSignal,
) {
  const { workerId } = member.worker;
  return retry(
    ({ signal: attemptSignal }) =>
      breakers.call(
        breakerName(workerId),
        async ({ signal: callSignal }) => {
          const startedAt = clock.monotonic();
          for (const { leaseId } of leases) setDelivery(member, leaseId, "sent");
          try {
            const answer = await link.push(leases, callSignal);
            const latencyMs = clock.monotonic() - startedAt;
            detector.recordSuccess(workerId, "push", latencyMs);
            member.latencyMs += (latencyMs - member.latencyMs) * LATENCY_WEIGHT;
            return answer;
          } catch (error) {
            if (neverReached(error)) {
              if (!reached.maybe) for (const { leaseId } of leases) setDelivery(member, leaseId, "unsent");
            } else reached.maybe = true;
            // A worker that knows another token is well; it is its registration that is wrong.
            if (error instanceof WorkerAnswerError && error.status === 401) member.disowned += 1;
            else if (!signal.aborted)
              detector.recordFailure(workerId, "push", error, clock.monotonic() - startedAt);
            throw error;
          }
        },
        { signal: attemptSignal },
      ),
    { ...policy, signal },
  );
}

function toLease({ job, payload }: Claimed, { tracing }: DeliveryTools): OutgoingLease {
  const traceparent = tracing?.traceparentOf(job) ?? job.traceparent;
  return {
    leaseId: job.leaseId,
    jobId: job.id,
    type: job.type,
    payload,
    attempt: job.attempts.at(-1)?.number ?? 1,
    timeoutMs: job.timeoutMs,
    deadline: new Date(job.deadline).toISOString(),
    ...(traceparent === null ? {} : { traceparent }),
  };
}

function setDelivery(member: Member, leaseId: string, delivery: "unsent" | "sent"): void {
  const lease = member.held.get(leaseId);
  if (lease !== undefined && lease.delivery !== "confirmed") lease.delivery = delivery;
}

function confirm(member: Member, leaseId: string, { tracing }: DeliveryTools): void {
  tracing?.handedOver(leaseId);
  const lease = member.held.get(leaseId);
  if (lease !== undefined) lease.delivery = "confirmed";
}

function endAll(claimed: readonly Claimed[], type: "lose" | "release", reason: string): Change[] {
  return claimed.map((each) => end(each, type, reason));
}

function end({ job }: Claimed, type: "lose" | "release", reason: string): Change {
  const event: JobEvent = { type, leaseId: job.leaseId, reason };
  return { jobId: job.id, event };
}

/** Jobs of several ids go in one call, which then belongs to none of them. */
function sharedCorrelation(claimed: readonly Claimed[]): string | undefined {
  const ids = new Set(claimed.map(({ job }) => job.correlationId));
  const [id] = ids;
  return ids.size === 1 ? (id ?? undefined) : undefined;
}

/** And of several traces. */
function sharedTrace(claimed: readonly Claimed[]): TraceFields {
  const [first, ...others] = claimed.map(({ job }) => job.traceparent);
  return others.every((other) => other === first) ? traceFields(first) : {};
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
