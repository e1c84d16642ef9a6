import type { ErrorTracker } from "@pigeon/errors";
import type { FastifyInstance } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { adminRoutes } from "./admin.ts";
import { auditActions } from "./audit.ts";
import { alertRoutes } from "./alerts.ts";
import { deadLetterRoutes } from "./dead-letters.ts";
import { errorRoutes } from "./errors.ts";
import { eventRoutes } from "./events.ts";
import { fleetRoutes } from "./fleet.ts";
import { jobRoutes } from "./jobs.ts";
import { joinRoutes } from "./join.ts";
import { metricsRoutes } from "./metrics.ts";
import { openApiRoutes } from "./openapi.ts";
import { operationRoutes } from "./operations.ts";
import { operatorRoutes } from "./operator.ts";
import { workerRoutes } from "./workers.ts";

/** Every route of the hub. A test holds them against the OpenAPI document. */
export function routes(server: FastifyInstance, hub: Hub, errors: ErrorTracker): void {
  auditActions(server, hub);
  jobRoutes(server, hub);
  deadLetterRoutes(server, hub);
  workerRoutes(server, hub);
  joinRoutes(server, hub);
  operationRoutes(server, hub);
  operatorRoutes(server, hub);
  adminRoutes(server, hub);
  alertRoutes(server, hub);
  errorRoutes(server, hub.gate, errors);
  fleetRoutes(server, hub, errors);
  eventRoutes(server, hub);
  metricsRoutes(server, hub);
  openApiRoutes(server);
}
