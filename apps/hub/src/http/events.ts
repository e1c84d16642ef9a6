import { EventQuery, type EventType } from "@pigeon/protocol";
import type { FastifyInstance } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { defer } from "../system.ts";
import { EventStream } from "./event-stream.ts";
import { checked, ProblemError } from "./problem.ts";

const FULL_RETRY_MS = 5_000;

/** What happens, as it happens: server-sent events. */
export function eventRoutes(server: FastifyInstance, { gate, events, clock, ...hub }: Hub): void {
  const streams = new Set<EventStream>();
  let scheduled = false;
  events.follow({
    appended: () => {
      if (scheduled || streams.size === 0) return;
      scheduled = true;
      // Changes come in bursts: what one commit brought goes out in one write.
      defer(() => {
        scheduled = false;
        for (const stream of streams) stream.pump();
      });
    },
    ended: () => {
      for (const stream of streams) stream.end();
    },
  });

  server.get("/v1/events", { exposeHeadRoute: false }, (request, reply) => {
    gate.allow(request, "client", "worker");
    const { types } = checked(EventQuery, request.query, "query");
    hub.requireOpen();
    if (streams.size >= hub.limits.eventStreams) {
      const detail = `${streams.size} readers follow the events already; try again later`;
      throw new ProblemError(429, detail, { retryAfterMs: FULL_RETRY_MS });
    }
    const lastEventId = request.headers["last-event-id"];
    reply.hijack();
    reply.raw.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // The connection carries nothing after the stream, and must not keep a stopping hub waiting.
      connection: "close",
      // Proxies that buffer would keep events back.
      "x-accel-buffering": "no",
    });
    const stream = new EventStream(
      reply.raw,
      events,
      clock,
      types === undefined ? undefined : new Set(types.split(",") as EventType[]),
    );
    streams.add(stream);
    reply.raw.once("close", () => streams.delete(stream));
    stream.start(typeof lastEventId === "string" ? lastEventId : undefined);
  });
}
