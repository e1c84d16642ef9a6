import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { actionOf, isAction, outcomeOf } from "../operator/actions.ts";

/** Without tokens nobody has a name. */
const NOBODY = "somebody";

/**
 * Writes down what operators do. Before any route is registered: only those that change something on an
 * operator's word get the hooks, and all others cost nothing.
 */
export function auditActions(server: FastifyInstance, hub: Hub): void {
  // Known at the beginning only: a worker that left is unknown in the end.
  const ownDoing = new WeakSet<FastifyRequest>();
  const begin = async (request: FastifyRequest): Promise<void> => {
    if (hub.gate.isWorkersOwn(request)) ownDoing.add(request);
  };
  const end = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { method, params, body, id: requestId } = request;
    const action = actionOf({ method, route: request.routeOptions.url, params, body });
    if (action === undefined || ownDoing.has(request)) return;
    const caller = hub.gate.identify(request);
    const { statusCode: status } = reply;
    hub.operator.audit.add({
      at: new Date(hub.clock.now()).toISOString(),
      who: caller?.name ?? NOBODY,
      ...(caller === undefined ? {} : { role: caller.role }),
      action: action.name,
      target: action.target,
      outcome: outcomeOf(status),
      status,
      requestId,
    });
  };
  server.addHook("onRoute", (route: RouteOptions) => {
    if (![route.method].flat().some((method) => isAction(method, route.url))) return;
    route.onRequest = begin;
    route.onResponse = end;
  });
}
