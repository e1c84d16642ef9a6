import type { FastifyInstance, FastifyRequest } from "fastify";
import { LATENCY_BOUNDS, type Buckets, type BucketsSet } from "./buckets.ts";
import type { Exposition } from "./exposition.ts";
import type { Series, SeriesSet } from "./series.ts";

const HEARTBEAT = "/v1/workers/:id/heartbeat";
/** What no route is for: its addresses are anybody's invention. */
const NO_ROUTE = "none";
/** The caller went before its answer was sent. */
const ABORTED = 0;

interface OfRoute {
  readonly duration: Buckets;
  /** By the first digit of the status. */
  readonly byStatus: Map<number, Series>;
}

/** The hub's HTTP requests by route template, never by address, which has ids in it. */
export function requestMetrics(
  exposition: Exposition,
  { now, onHeartbeat }: { now: () => number; onHeartbeat: (workerId: string) => void },
): (server: FastifyInstance) => void {
  const requests = exposition.counter(
    "pigeon_http_requests_total",
    "Requests that ended, by route and class of status: 2xx, 4xx and so on, or aborted by the caller.",
    "method",
    "route",
    "status",
  );
  const durations = exposition.histogram(
    "pigeon_http_request_duration_seconds",
    "From the headers of a request to the end of its answer; long polls take as long as they were asked to wait.",
    LATENCY_BOUNDS,
    "method",
    "route",
  );
  let inFlight = 0;
  exposition.gauge("pigeon_http_requests_in_flight", "Requests that are not answered yet.", [], () => [
    [[], inFlight],
  ]);
  const routes = new Map<string, OfRoute>();
  const ofRoute = (request: FastifyRequest): OfRoute => {
    const { url = NO_ROUTE } = request.routeOptions;
    const key = `${request.method} ${url}`;
    let route = routes.get(key);
    if (route === undefined) routes.set(key, (route = made(request.method, url, durations)));
    return route;
  };

  return (server) => {
    server.addHook("onRequest", (request, reply, done) => {
      const startedAt = now();
      inFlight += 1;
      // Whatever becomes of a request, this comes once.
      reply.raw.once("close", () => {
        inFlight -= 1;
        const route = ofRoute(request);
        route.duration.observe((now() - startedAt) / 1000);
        const { statusCode, writableFinished } = reply.raw;
        const status = writableFinished ? Math.floor(statusCode / 100) : ABORTED;
        seriesOf(request, route, status, requests).value += 1;
        if (status === 2 && request.routeOptions.url === HEARTBEAT)
          onHeartbeat((request.params as { id: string }).id);
      });
      done();
    });
  };
}

function made(method: string, route: string, durations: BucketsSet): OfRoute {
  return { duration: durations.with(method, route), byStatus: new Map() };
}

function seriesOf(request: FastifyRequest, { byStatus }: OfRoute, status: number, all: SeriesSet): Series {
  let series = byStatus.get(status);
  if (series === undefined) {
    const name = status === ABORTED ? "aborted" : `${status}xx`;
    series = all.with(request.method, request.routeOptions.url ?? NO_ROUTE, name);
    byStatus.set(status, series);
  }
  return series;
}
