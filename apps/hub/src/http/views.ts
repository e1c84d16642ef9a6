import type { BreakerSnapshot } from "@pigeon/breaker";
import type { WorkerHealth } from "@pigeon/detector";
import type { Attempt, Job, WorkerView } from "@pigeon/protocol";
import type { Attempt as CoreAttempt } from "../jobs/job.ts";
import type { JobRecord } from "../store/port.ts";
import type { Member } from "../workers/registry.ts";

/** A job as the contract shows it. */
export function jobView({ job, payload, result }: JobRecord): Job {
  return {
    id: job.id,
    type: job.type,
    state: job.state,
    payload: JSON.parse(payload),
    priority: job.priority,
    labels: job.labels,
    correlationId: job.correlationId,
    createdAt: iso(job.createdAt),
    runAt: iso(job.runAt),
    ...("finishedAt" in job ? { finishedAt: iso(job.finishedAt) } : {}),
    maxAttempts: job.maxAttempts,
    attempts: job.attempts.map(attemptView),
    ...(result === undefined ? {} : { result: JSON.parse(result) }),
    ...(job.state === "dead" ? { error: job.error } : {}),
  };
}

function attemptView({ startedAt, endedAt, ...attempt }: CoreAttempt): Attempt {
  return {
    ...attempt,
    startedAt: iso(startedAt),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
  };
}

export function workerView(member: Member, health: WorkerHealth, breaker: BreakerSnapshot): WorkerView {
  const { workerId, endpoint, types, slots, labels, registeredAt } = member.worker;
  const { lastHeartbeatAt, latencyMs } = health;
  return {
    workerId,
    ...(endpoint === undefined ? {} : { endpoint }),
    types: [...types],
    slots,
    labels: { ...labels },
    running: member.held.size,
    draining: member.draining,
    registeredAt: iso(registeredAt),
    health: {
      status: health.status,
      reasons: health.reasons,
      ...(lastHeartbeatAt === undefined ? {} : { lastHeartbeatAt: lastHeartbeatAt.toISOString() }),
      consecutiveFailures: health.consecutiveFailures,
      successRate: health.successRate,
      ...(latencyMs === undefined ? {} : { latency: { p50: latencyMs.p50, p95: latencyMs.p95 } }),
      recentErrors: health.recentErrors.map(({ operation, message, at }) => ({
        operation,
        message,
        at: at.toISOString(),
      })),
      breaker: breaker.state,
    },
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
