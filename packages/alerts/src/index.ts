export type { Clock } from "@pigeon/retry";
export type { Alert } from "./alert.ts";
export type { ActiveAlert, AlertNotice, Alerts, AlertsStatus, SinkNotice } from "./alerts.ts";
export { createAlerts, openAlerts } from "./create-alerts.ts";
export { defaultInhibitions, defaultRules } from "./default-rules.ts";
export type {
  AlertEvent,
  AlertEventType,
  BreakerEvent,
  DeadLetterEvent,
  ErrorEvent,
  EventOf,
  FleetSuspectEvent,
  GaugeEvent,
  SinkEvent,
  SpikeEvent,
  WorkerEvent,
} from "./event.ts";
export type { Inhibition } from "./inhibition.ts";
export type { Labels } from "./labels.ts";
export type { DeliveryOptions, SinkStatus } from "./line.ts";
export type { Matcher } from "./matcher.ts";
export type { Notification } from "./notification.ts";
export type { AlertsOptions, AlertsPersistence } from "./options.ts";
export { AlertsOptionsError, type OptionProblem } from "./problems.ts";
export type { Escalation, GroupTiming, Route } from "./route.ts";
export type {
  BreakerCondition,
  Condition,
  Counting,
  DeadLettersCondition,
  ErrorsCondition,
  FleetSuspectCondition,
  GaugeCondition,
  Rule,
  SinkCondition,
  SpikeCondition,
  WorkerCondition,
} from "./rule.ts";
export type { Severity } from "./severity.ts";
export type { Silence, SilenceRequest } from "./silence.ts";
export { AlertDeliveryError, SinkError, type Sink } from "./sink.ts";
export { alertmanagerSink, type AlertmanagerOptions } from "./sinks/alertmanager.ts";
export { logSink, type AlertLogger, type LogSinkOptions } from "./sinks/log.ts";
export { pagerDutySink, type PagerDutyOptions } from "./sinks/pagerduty.ts";
export { slackSink, type SlackOptions } from "./sinks/slack.ts";
export { webhookSink, type WebhookOptions } from "./sinks/webhook.ts";
export { AlertsSnapshotError, type AlertsSnapshot } from "./snapshot.ts";
export { filePersistence } from "./file-persistence.ts";
