import { AuditQuery, HistoryQuery, type AuditList, type Caller, type LoadHistory } from "@pigeon/protocol";
import type { FastifyInstance } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { SAMPLE_INTERVAL_MS } from "../operator/load-history.ts";
import { checked } from "./problem.ts";

/** What those who run the hub want to know of it, and of each other. */
export function operatorRoutes(server: FastifyInstance, hub: Hub): void {
  server.get("/v1/audit", async (request): Promise<AuditList> => {
    hub.gate.allow(request, "admin");
    const { limit } = checked(AuditQuery, request.query, "query");
    return { entries: [...hub.operator.audit.latest(limit)] };
  });

  server.get("/v1/settings", async (request) => {
    hub.gate.allow(request, "admin");
    return hub.operator.settings();
  });

  server.get("/v1/history", async (request): Promise<LoadHistory> => {
    hub.gate.allow(request, "client");
    const { minutes } = checked(HistoryQuery, request.query, "query");
    return { intervalMs: SAMPLE_INTERVAL_MS, samples: [...hub.operator.history.last(minutes)] };
  });

  server.get("/v1/whoami", async (request): Promise<Caller> => {
    const caller = hub.gate.allow(request, "client", "worker");
    if (caller === undefined) return { name: null, role: "admin", tokens: false };
    return { name: caller.name, role: caller.role, tokens: true };
  });
}
