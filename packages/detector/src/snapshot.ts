import { describeEvidence } from "./evidence.ts";
import type { WorkerHealth } from "./health.ts";
import { reasonsOf } from "./state.ts";
import type { Worker } from "./worker.ts";

/** The worker as others may see it: a copy throughout. */
export function snapshot(worker: Worker, recoverySuccesses: number): WorkerHealth {
  const { id, info, state, suspicion, window, latencies, totals, recentErrors, lastHeartbeatAt, report } =
    worker;
  const suspicions = suspicion?.evidence.map((item) => `suspected: ${describeEvidence(item)}`) ?? [];
  return {
    workerId: id,
    status: state.status,
    reasons: [...reasonsOf(state, recoverySuccesses), ...suspicions],
    ...(lastHeartbeatAt && { lastHeartbeatAt: new Date(lastHeartbeatAt) }),
    silence: worker.silence,
    consecutiveFailures: worker.consecutiveFailures,
    totals: { ...totals },
    successRate: window.successRate,
    latencyMs: latencies.summary(),
    recentErrors: recentErrors.map((error) => ({ ...error, at: new Date(error.at) })),
    ...(info.incarnation !== undefined && { incarnation: info.incarnation }),
    ...(info.labels && { labels: { ...info.labels } }),
    suspected: suspicion !== undefined,
    ...(report && { report: { ...report } }),
  };
}
