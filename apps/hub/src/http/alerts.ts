import { AlertsOptionsError } from "@pigeon/alerts";
import { AcknowledgeRequest, SilenceRequest, type AlertList } from "@pigeon/protocol";
import type { FastifyInstance } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { checked, notFound, ProblemError } from "./problem.ts";

/** More than anybody keeps an eye on; all of them are looked at for each alert, and are in each save. */
const MAX_SILENCES = 1_000;
/** Without tokens nobody has a name. */
const NOBODY = "somebody";

/** What fires, who looks after it, and what nobody wants to hear of now. */
export function alertRoutes(server: FastifyInstance, { gate, alerts }: Hub): void {
  server.get("/v1/alerts", async (request): Promise<AlertList> => {
    gate.allow(request, "client");
    return { alerts: alerts.active().map(plain), sinks: [...alerts.status().sinks] };
  });

  server.post("/v1/alerts/acknowledge", async (request, reply) => {
    const caller = gate.allow(request, "admin");
    const { key, by = caller?.name ?? NOBODY } = checked(AcknowledgeRequest, request.body);
    if (!alerts.acknowledge(key, by)) throw notFound("firing alert", key);
    return reply.code(204).send();
  });

  server.get("/v1/silences", async (request) => {
    gate.allow(request, "client");
    return { silences: alerts.silences() };
  });

  server.post("/v1/silences", async (request, reply) => {
    const caller = gate.allow(request, "admin");
    const { matchers, from, until, comment, author } = checked(SilenceRequest, request.body);
    if (alerts.status().silences >= MAX_SILENCES)
      throw new ProblemError(409, `there are ${MAX_SILENCES} silences already; end some that are not needed`);
    const silence = refused(() =>
      alerts.silence({
        matchers,
        from: from === undefined ? undefined : new Date(from),
        until: new Date(until),
        comment,
        author: author ?? caller?.name ?? NOBODY,
      }),
    );
    return reply.code(201).send(silence);
  });

  server.delete<{ Params: { id: string } }>("/v1/silences/:id", async (request, reply) => {
    gate.allow(request, "admin");
    if (!alerts.unsilence(request.params.id)) throw notFound("silence", request.params.id);
    return reply.code(204).send();
  });
}

function plain({
  labels,
  ...alert
}: ReturnType<Hub["alerts"]["active"]>[number]): AlertList["alerts"][number] {
  return { ...alert, labels: { ...labels } };
}

/** What the schema cannot tell: a silence that ends before it begins. */
function refused<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof AlertsOptionsError)) throw error;
    const errors = error.problems.map(({ option, expected, received }) => ({
      path: option,
      message: `expected ${expected}, received ${received}`,
    }));
    throw new ProblemError(400, "the body has a problem: see errors", { errors });
  }
}
