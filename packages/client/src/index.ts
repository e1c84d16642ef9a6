export { createClient } from "./client.ts";
export type { Alerts, Client, Events, Jobs, Operations } from "./client.ts";
export { ClientClosedError, HubAnswerError, HubError, HubUnreachableError } from "./errors.ts";
export type { EventOptions } from "./events.ts";
export type { ErrorFilter, Insight } from "./insight.ts";
export type { Oversight } from "./oversight.ts";
export { JobFailedError, JobWaitTimeoutError } from "./job-errors.ts";
export { ClientOptionsError } from "./options.ts";
export type { ClientOptions, ClientRetryOptions } from "./options.ts";
export { JobInputError } from "./submission.ts";
export type { RunOptions, SubmitOptions } from "./submission.ts";
export type { DeadLetterFilter, JobFilter } from "./pages.ts";
export type { CallOptions } from "./calls.ts";
export type { GetJobOptions, WaitOptions } from "./waiting.ts";
export type { System } from "./system.ts";
export type { TlsOptions } from "./tls.ts";
export type {
  AcknowledgeRequest,
  ActiveAlert,
  Alert,
  AlertList,
  AlertMatcher,
  AlertSink,
  AuditEntry,
  BatchAnswer,
  BreakerView,
  Caller,
  DeadLetterGroup,
  DeadLetterGroups,
  ErrorRecord,
  ErrorSummary,
  ErrorTrends,
  FleetDecision,
  FleetInstance,
  FleetView,
  EventType,
  HubEvent,
  HubStatus,
  Job,
  JobPage,
  JobSpec,
  JobState,
  LoadHistory,
  LoadSample,
  Problem,
  Setting,
  SettingList,
  Silence,
  SilenceRequest,
  WorkerView,
} from "@pigeon/protocol";
