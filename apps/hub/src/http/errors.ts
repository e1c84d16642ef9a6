import type { ErrorTracker } from "@pigeon/errors";
import { ErrorQuery, SummaryQuery, TrendQuery } from "@pigeon/protocol";
import type { FastifyInstance } from "fastify";
import type { Gate } from "./auth.ts";
import { checked } from "./problem.ts";

/** What went wrong lately, in the hub and around it. */
export function errorRoutes(server: FastifyInstance, gate: Gate, errors: ErrorTracker): void {
  server.get("/v1/errors", async (request) => {
    gate.allow(request, "client");
    const { category, limit } = checked(ErrorQuery, request.query, "query");
    return { errors: errors.getErrors({ limit, ...(category === undefined ? {} : { category }) }) };
  });

  server.get("/v1/errors/summary", async (request) => {
    gate.allow(request, "client");
    return errors.getErrorSummary(checked(SummaryQuery, request.query, "query").minutes);
  });

  server.get("/v1/errors/trends", async (request) => {
    gate.allow(request, "client");
    return errors.getErrorTrends(checked(TrendQuery, request.query, "query").hours);
  });

  server.get<{ Params: { correlationId: string } }>(
    "/v1/errors/correlated/:correlationId",
    async (request) => {
      gate.allow(request, "client");
      return { errors: errors.getCorrelatedErrors(request.params.correlationId) };
    },
  );
}
