import type { Job } from "../job.ts";

const at = "2030-01-31T09:30:00.000Z";

export const job: Job = {
  id: "0198c0de-7a3e-7b52-9f0e-2f6d1c3b5a79",
  type: "image.resize",
  state: "succeeded",
  payload: { file: "cat.png", width: 640 },
  priority: 0,
  labels: { tenant: "acme" },
  correlationId: null,
  createdAt: at,
  runAt: at,
  finishedAt: "2030-01-31T09:30:01.250Z",
  maxAttempts: 5,
  attempts: [
    {
      number: 1,
      leaseId: "0198c0de-7a40-7d11-8c55-90b1a2c3d4e5",
      workerId: "resizer-1",
      startedAt: at,
      endedAt: "2030-01-31T09:30:01.250Z",
      outcome: "succeeded",
    },
  ],
  result: { file: "cat-640.png" },
};

const { result: _result, finishedAt: _finishedAt, ...open } = job;
export const queued: Job = { ...open, state: "queued", attempts: [] };
export const dead: Job = {
  ...open,
  state: "dead",
  finishedAt: "2030-01-31T09:31:00.000Z",
  error: { name: "TypeError", message: "no such file", retryable: false, fingerprint: "v2:3d15eca173acb9e1" },
};

const { leaseId, workerId } = job.attempts[0] ?? { leaseId: "", workerId: "" };

export const lease = {
  leaseId,
  jobId: job.id,
  type: job.type,
  payload: job.payload,
  attempt: 1,
  timeoutMs: 300_000,
  deadline: "2030-01-31T09:35:00.000Z",
};
export const attemptResult = {
  leaseId,
  jobId: job.id,
  status: "succeeded",
  result: job.result,
  durationMs: 1250,
};
export const worker = {
  workerId,
  endpoint: "http://127.0.0.1:8080",
  types: [job.type],
  slots: 4,
  labels: {},
  running: 1,
  draining: false,
  registeredAt: at,
  health: {
    status: "healthy",
    reasons: [],
    lastHeartbeatAt: at,
    consecutiveFailures: 0,
    successRate: 1,
    latency: { p50: 2, p95: 5 },
    recentErrors: [],
    breaker: "closed",
  },
};
export const breaker = {
  name: `worker:${workerId}`,
  state: "closed",
  consecutiveFailures: 0,
  retryAfterMs: 0,
};
export const alert = {
  key: "5f0c6b2e9d1a4c7f8e3b2a1d0c9f8e7d",
  status: "firing",
  rule: "WorkerFailed",
  severity: "high",
  labels: { alertname: "WorkerFailed", severity: "high", worker: workerId },
  summary: `Worker ${workerId} failed: its connection closed`,
  startsAt: at,
  muted: false,
};
export const silence = {
  id: "0195f2d2-7c1e-4b1a-9d55-3f6a2b1c0d9e",
  matchers: [{ label: "worker", is: "build-*" }],
  from: at,
  until: "2030-01-31T12:00:00.000Z",
  comment: "the build machines get new disks",
  author: "anna",
  state: "active",
};
export const events: string = [
  "event: job",
  "id: lq2x8k1c-17",
  `data: ${JSON.stringify({ id: job.id, type: job.type, state: "queued", cause: "submit", attempt: 0, createdAt: at, runAt: at, at })}`,
  "",
  "",
].join("\n");
