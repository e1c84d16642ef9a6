import { AuditList, AuditQuery, Caller } from "../audit.ts";
import { ErrorList, ErrorSummary, ErrorTrends } from "../errors.ts";
import { EventQuery } from "../events.ts";
import { HistoryQuery, LoadHistory } from "../history.ts";
import {
  BreakerList,
  BreakerView,
  ErrorQuery,
  Health,
  HubStatus,
  SummaryQuery,
  TrendQuery,
} from "../operations.ts";
import { SettingList } from "../settings.ts";
import type { Endpoint } from "./endpoint.ts";
import { breaker, events } from "./examples.ts";

const operation = (
  path: string,
  id: string,
  summary: string,
  more: Pick<Endpoint, "answers"> & Partial<Endpoint>,
): Endpoint => ({ method: "get", path, id, tag: "operations", summary, roles: ["client"], ...more });

const breakerChange = (action: string, summary: string): Endpoint =>
  operation(`/v1/breakers/{name}/${action}`, `${action}Breaker`, summary, {
    method: "post",
    roles: ["admin"],
    answers: { 200: { description: "The breaker.", schema: BreakerView } },
    example: { answer: { ...breaker, state: action === "isolate" ? "isolated" : "closed" } },
  });

const errors = (
  path: string,
  id: string,
  summary: string,
  more: Pick<Endpoint, "answers"> & Partial<Endpoint>,
) => operation(`/v1/errors${path}`, id, summary, { tag: "errors", ...more });

export const operationEndpoints: readonly Endpoint[] = [
  operation("/v1/status", "status", "Jobs by state, workers by health, throughput", {
    roles: ["client", "worker"],
    answers: { 200: { description: "The hub's state.", schema: HubStatus } },
    example: {
      answer: {
        jobs: { queued: 3, leased: 1, succeeded: 1200, dead: 0, cancelled: 2 },
        workers: { healthy: 2, degraded: 0, unhealthy: 0, recovering: 0 },
        fleet: { suspect: false, suspects: 0 },
        queueAgeMs: 120,
        keepsFleet: false,
        throughput: 41.5,
        uptimeMs: 86_400_000,
        version: "1.0.0",
      },
    },
  }),
  operation("/metrics", "metrics", "Metrics for Prometheus", {
    roles: ["client", "worker"],
    answers: {
      200: { description: "The text exposition format, version 0.0.4.", media: "text/plain" },
    },
    problems: { 404: "this hub was started without metrics" },
    example: { answer: 'pigeon_jobs{state="queued"} 3\n' },
  }),
  operation("/v1/history", "history", "How busy the hub was, for the last hour at most", {
    query: HistoryQuery,
    answers: { 200: { description: "Samples, oldest first.", schema: LoadHistory } },
  }),
  operation("/v1/whoami", "whoami", "Whose token this is, and what it may do", {
    roles: ["client", "worker"],
    answers: { 200: { description: "The caller.", schema: Caller } },
    example: { answer: { name: "ops", role: "admin", tokens: true } },
  }),
  operation("/v1/settings", "settings", "Each value of the configuration, and the layer that it came from", {
    roles: ["admin"],
    answers: { 200: { description: "The values; secrets are masked.", schema: SettingList } },
  }),
  operation("/v1/audit", "audit", "What operators did: the latest 1,000 actions", {
    roles: ["admin"],
    query: AuditQuery,
    answers: { 200: { description: "Newest first.", schema: AuditList } },
    example: {
      answer: {
        entries: [
          {
            at: "2026-01-31T09:30:00.000Z",
            who: "ops",
            role: "admin",
            action: "redrive",
            target: "0194b3f2-7c00-7000-8000-000000000001",
            outcome: "done",
            status: 200,
            requestId: "req-1f",
          },
        ],
      },
    },
  }),
  operation("/v1/events", "events", "Follow what happens, as server-sent events", {
    description:
      "Events `job`, `worker`, `breaker`, `fleet` (verdicts are held back because many workers turned suspect at once), `alert`, and `reset` when those since Last-Event-ID are not all there any more: load anew what you show. Each has a numbered id and data as HubEvent says. The stream says something at least every 15 seconds.",
    roles: ["client", "worker"],
    query: EventQuery,
    headers: { "last-event-id": "Id of the last event seen: goes on after it." },
    answers: { 200: { description: "A stream without end.", media: "text/event-stream" } },
    example: { answer: events },
  }),
  operation("/v1/breakers", "listBreakers", "List breakers: one for each worker", {
    roles: ["client", "worker"],
    answers: { 200: { description: "All of them.", schema: BreakerList } },
    example: { answer: { breakers: [breaker] } },
  }),
  breakerChange("reset", "Close a breaker"),
  breakerChange("isolate", "Hold a breaker open until it is reset"),
  operation("/v1/admin/backup", "backup", "Take a copy of the store while it runs", {
    method: "post",
    roles: ["admin"],
    answers: { 200: { description: "The database file.", media: "application/vnd.sqlite3" } },
    problems: {
      409: "a backup is under way, or the store has no file of its own",
      507: "no room for the copy",
    },
  }),
  errors("", "listErrors", "Latest errors", {
    query: ErrorQuery,
    answers: { 200: { description: "Newest first.", schema: ErrorList } },
  }),
  errors("/summary", "errorSummary", "Errors of the last minutes by category and severity", {
    query: SummaryQuery,
    answers: { 200: { description: "The summary.", schema: ErrorSummary } },
  }),
  errors("/trends", "errorTrends", "Errors by the hour, and where they are going", {
    query: TrendQuery,
    answers: { 200: { description: "The hours, oldest first.", schema: ErrorTrends } },
  }),
  errors("/correlated/{correlationId}", "correlatedErrors", "All errors of one request or job", {
    answers: { 200: { description: "The errors.", schema: ErrorList } },
  }),
  operation("/healthz", "healthz", "Whether the hub lives", {
    roles: "anyone",
    answers: { 200: { description: "It does.", schema: Health } },
    example: { answer: { status: "ok" } },
  }),
  operation("/readyz", "readyz", "Whether the hub takes work: its store can be written to", {
    roles: "anyone",
    answers: { 200: { description: "It does.", schema: Health } },
    problems: { 503: "it is stopping, or its store does not answer", 507: "its disk is full" },
    example: { answer: { status: "ready" } },
  }),
  operation("/openapi.json", "openapi", "This document", {
    roles: "anyone",
    answers: { 200: { description: "OpenAPI 3.1.", media: "application/json" } },
  }),
  operation("/docs", "docs", "This document, to be read", {
    roles: "anyone",
    answers: { 200: { description: "One page without scripts.", media: "text/html" } },
  }),
];
