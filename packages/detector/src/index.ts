export { createDetector } from "./create-detector.ts";
export type { Detector, HeartbeatAnswer, HeartbeatData } from "./detector.ts";
export type { EventStreamOptions } from "./event-stream-options.ts";
export type {
  ClearedEvent,
  ClearedListener,
  DetectorEvent,
  DroppedEvent,
  FleetSuspectEvent,
  FleetSuspectListener,
  StatusChangeEvent,
  StatusChangeListener,
  SuspectedEvent,
  SuspectedListener,
  WorkerFailedEvent,
  WorkerFailedListener,
} from "./events.ts";
export { describeEvidence, type Evidence } from "./evidence.ts";
export type {
  LatencySummary,
  RecentError,
  ReportStatus,
  SilenceSummary,
  WorkerHealth,
  WorkerReport,
  WorkerStatus,
} from "./health.ts";
export { DetectorOptionsError, type OptionProblem } from "./options-error.ts";
export type { MassSuspicion } from "./fleet-hold.ts";
export type { DetectorOptions } from "./options.ts";
export type { Clock, Probe, Timers } from "./ports.ts";
export type { WorkerInfo } from "./worker.ts";
export type { DeadlinePolicy } from "./deadline-policy.ts";
export { adaptiveDeadline, type AdaptiveDeadlineOptions } from "./policies/adaptive.ts";
export { chenDeadline, type ChenDeadlineOptions } from "./policies/chen.ts";
export { fixedDeadline, type FixedDeadlineOptions } from "./policies/fixed.ts";
export { missedHeartbeats, type MissedHeartbeatsOptions } from "./policies/missed-heartbeats.ts";
export { phiAccrual, type PhiAccrualOptions } from "./policies/phi-accrual.ts";
