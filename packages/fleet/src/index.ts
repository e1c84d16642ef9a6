export type {
  Cloud,
  Instance,
  InstanceState,
  LaunchIntent,
  LaunchOutcome,
  Market,
  MissingPermission,
  Offer,
  Prepared,
  Removal,
  StatusChecks,
  TerminateOutcome,
} from "./cloud.ts";
export type { HubLoad, HubPort, HubWorker, JoinToken, WorkerStatus } from "./hub-port.ts";
