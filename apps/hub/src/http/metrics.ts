import type { FastifyInstance } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { ProblemError } from "./problem.ts";

/** The hub's metrics, in the text format of Prometheus. */
export function metricsRoutes(server: FastifyInstance, { gate, metrics }: Hub): void {
  server.get("/metrics", async (request, reply) => {
    gate.allow(request, "client", "worker");
    if (metrics === undefined) throw new ProblemError(404, "this hub was started without metrics");
    const text = await metrics.text();
    return reply.type(metrics.contentType).send(text);
  });
}
