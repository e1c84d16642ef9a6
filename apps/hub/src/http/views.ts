import type { BreakerSnapshot } from "@pigeon/breaker";
import type { WorkerHealth } from "@pigeon/detector";
import type { Attempt, WorkerStatus, WorkerView } from "@pigeon/protocol";
import type { FastifyReply } from "fastify";
import type { Attempt as CoreAttempt } from "../jobs/job.ts";
import type { JobPage, JobRecord } from "../store/port.ts";
import type { OwnedWorker } from "../store/replicas.ts";
import type { Member } from "../workers/registry.ts";

/**
 * A job as the contract shows it, in JSON text: payload and result are written as they were stored, since
 * parsing large ones would only be undone. Id and type need no escapes.
 */
export function jobJson({ job, payload, result }: JobRecord): string {
  const createdAt = iso(job.createdAt);
  const rest = JSON.stringify({
    priority: job.priority,
    labels: job.labels,
    correlationId: job.correlationId,
    createdAt,
    // Most jobs are due when they are created.
    runAt: job.runAt === job.createdAt ? createdAt : iso(job.runAt),
    ...("finishedAt" in job ? { finishedAt: iso(job.finishedAt) } : {}),
    maxAttempts: job.maxAttempts,
    attempts: job.attempts.map(attemptView),
    ...(job.state === "dead" ? { error: job.error } : {}),
  }).slice(1, -1);
  const end = result === undefined ? "" : `,"result":${result}`;
  return `{"id":"${job.id}","type":"${job.type}","state":"${job.state}","payload":${payload},${rest}${end}}`;
}

export function jobPageJson({ jobs, nextCursor }: JobPage): string {
  return `{"jobs":[${jobs.map(jobJson).join(",")}],"nextCursor":${JSON.stringify(nextCursor)}}`;
}

/** Sends what is JSON text already. */
export function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.type("application/json; charset=utf-8").send(text);
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

/** A worker of another hub: what it is doing there is for that hub to say, but for its status. */
export function viewElsewhere({ worker, replica, running }: OwnedWorker, status: WorkerStatus): WorkerView {
  const { workerId, endpoint, types, slots, labels, registeredAt, draining } = worker;
  return {
    workerId,
    ...(endpoint === undefined ? {} : { endpoint }),
    types: [...types],
    slots,
    labels: { ...labels },
    running,
    draining,
    registeredAt: iso(registeredAt),
    health: {
      status,
      reasons: [replica === undefined ? "no hub has it now" : `as the hub ${replica} says, which has it`],
      consecutiveFailures: 0,
      successRate: 1,
      recentErrors: [],
      breaker: "closed",
    },
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
