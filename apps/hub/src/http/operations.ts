import { WorkerStatus, type HubStatus } from "@pigeon/protocol";
import type { FastifyInstance } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { tell } from "../store/guard/told.ts";
import type { StoreHealth } from "../store/port.ts";
import { ageOf } from "../operator/load-history.ts";
import { notFound, ProblemError } from "./problem.ts";
import { version } from "../version.ts";

/** How the hub and what it watches are doing. */
export function operationRoutes(server: FastifyInstance, hub: Hub): void {
  const { gate, store, breakers, detector } = hub;

  server.get("/healthz", async () => ({ status: "ok" }));

  server.get("/readyz", async () => {
    hub.requireOpen();
    requireStore(store.health);
    await store.check();
    requirePlace(hub);
    return { status: "ready" };
  });

  server.get("/v1/status", async (request): Promise<HubStatus> => {
    gate.allow(request, "client", "worker");
    const workers = { healthy: 0, degraded: 0, unhealthy: 0, recovering: 0 };
    const [jobs, oldestDue] = await Promise.all([store.counts(), store.oldestDue()]);
    for (const { status } of detector.getAllWorkersHealth()) workers[status] += 1;
    const others = (await hub.replica?.others()) ?? [];
    for (const { report } of others)
      for (const status of WorkerStatus.options) workers[status] += report.workers[status];
    const throughput = others.reduce(
      (sum, { report }) => sum + report.throughput,
      hub.throughput.perSecond(),
    );
    return {
      jobs,
      workers,
      fleet: hub.fleet(),
      queueAgeMs: ageOf(oldestDue, hub.clock.now()),
      keepsFleet: hub.instances !== undefined,
      throughput,
      uptimeMs: hub.clock.now() - hub.startedAt,
      version,
    };
  });

  server.get("/v1/breakers", async (request) => {
    gate.allow(request, "client", "worker");
    return {
      breakers: breakers.snapshots().map(({ name, state, consecutiveFailures, retryAfterMs }) => ({
        name,
        state,
        consecutiveFailures,
        retryAfterMs,
      })),
    };
  });

  for (const action of ["reset", "isolate"] as const) {
    server.post<{ Params: { name: string } }>(`/v1/breakers/:name/${action}`, async (request) => {
      gate.allow(request, "admin");
      const { name } = request.params;
      if (!breakers.has(name)) throw notFound("breaker", name);
      breakers[action](name);
      hub.dispatcher.wake();
      const { state, consecutiveFailures, retryAfterMs } = breakers.get(name).snapshot();
      return { name, state, consecutiveFailures, retryAfterMs };
    });
  }
}

/** A hub that has lost its place among others hands out nothing until it is back. */
function requirePlace({ ownership }: Hub): void {
  if (ownership.holds()) return;
  throw new ProblemError(503, "not ready: this hub has lost its place among those that share the store", {
    retryAfterMs: 1_000,
  });
}

/** Says why, but no address: everyone may ask whether the hub is ready. */
function requireStore(health: StoreHealth | undefined): void {
  const [outage] = health?.outages() ?? [];
  if (outage === undefined) return;
  const { of, since, error } = outage;
  const reason = error.reason ?? "it does not answer";
  throw new ProblemError(
    503,
    `not ready: the store does no ${of} since ${new Date(since).toISOString()}: ${reason}`,
    { cause: tell(error), retryAfterMs: 1_000 },
  );
}

/** The answer to new work while the hub stops. */
export function closing(): ProblemError {
  return new ProblemError(503, "the hub is stopping; send it again in a moment", { retryAfterMs: 1_000 });
}
