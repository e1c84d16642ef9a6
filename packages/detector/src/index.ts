export { createDetector } from "./create-detector.ts";
export type { Detector, HeartbeatData } from "./detector.ts";
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
  WorkerHealth,
  WorkerReport,
  WorkerStatus,
} from "./health.ts";
export { DetectorOptionsError, type OptionProblem } from "./options-error.ts";
export type { MassSuspicion } from "./fleet-hold.ts";
export type { DetectorOptions } from "./options.ts";
export type { Clock, Probe, Timers } from "./ports.ts";
export type { WorkerInfo } from "./worker.ts";
