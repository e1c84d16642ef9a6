import { DeadLetterGroupQuery, DeadLetterQuery, RedriveOneRequest, RedriveRequest } from "@pigeon/protocol";
import type { FastifyInstance } from "fastify";
import type { Hub } from "../hub-parts.ts";
import { groupDeadLetters } from "../operator/dead-letter-groups.ts";
import { isSearch, searchPage } from "../operator/search.ts";
import { pause } from "../system.ts";
import { checked, notFound, ProblemError } from "./problem.ts";
import { toFilter } from "./to-filter.ts";
import { jobJson, jobPageJson, sendJson } from "./views.ts";

/** Jobs redriven in one transaction. */
const REDRIVE_BATCH = 500;

/** Reading dead letters, sending them back to the queue, and deleting them. */
export function deadLetterRoutes(server: FastifyInstance, { gate, store, ledger }: Hub): void {
  server.get("/v1/dead-letters", async (request, reply) => {
    gate.allow(request, "client");
    const { label, text, fingerprint, ...rest } = checked(DeadLetterQuery, request.query, "query");
    const filter = toFilter({ ...rest, state: "dead" });
    const search = { label, text, fingerprint };
    const page = isSearch(search) ? await searchPage(store, filter, search, pause) : await store.list(filter);
    return sendJson(reply, jobPageJson(page));
  });

  server.get("/v1/dead-letters/groups", async (request) => {
    gate.allow(request, "client");
    const { type } = checked(DeadLetterGroupQuery, request.query, "query");
    return groupDeadLetters(store, type, pause);
  });

  server.post<{ Params: { id: string } }>("/v1/dead-letters/:id/redrive", async (request, reply) => {
    gate.allow(request, "admin");
    const { id } = request.params;
    const { payload } = checked(RedriveOneRequest, request.body ?? {});
    const changed = payload === undefined ? {} : { payload: JSON.stringify(payload) };
    const [outcome] = await ledger.apply([{ jobId: id, event: { type: "redrive", ...changed } }]);
    if (outcome?.kind === "refused") {
      throw new ProblemError(409, `the job is ${outcome.job.state}; only a dead job can be redriven`);
    }
    const record = await store.get(id);
    if (record === undefined) throw notFound("dead letter", id);
    return sendJson(reply, jobJson(record));
  });

  server.post("/v1/dead-letters/redrive", async (request) => {
    gate.allow(request, "admin");
    const { type, fingerprint } = checked(RedriveRequest, request.body ?? {});
    const filter = {
      ...(type === undefined ? {} : { type }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    };
    // What dies again meanwhile is not redriven twice: the count at the start bounds the rounds.
    let left = (await store.counts()).dead;
    let redriven = 0;
    while (left > 0) {
      const ids = await store.deadIds({ ...filter, limit: Math.min(left, REDRIVE_BATCH) });
      const outcomes = await ledger.apply(ids.map((jobId) => ({ jobId, event: { type: "redrive" } })));
      redriven += outcomes.filter(({ kind }) => kind === "changed").length;
      if (ids.length < REDRIVE_BATCH) break;
      left -= ids.length;
    }
    return { redriven };
  });

  server.delete<{ Params: { id: string } }>("/v1/dead-letters/:id", async (request, reply) => {
    gate.allow(request, "admin");
    if (!(await store.deleteDead(request.params.id))) throw notFound("dead letter", request.params.id);
    return reply.code(204).send();
  });
}
