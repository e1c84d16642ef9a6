import { Heartbeat, LeasePull, ResultReport, WorkerRegistration } from "@pigeon/protocol";
import type { WorkerView } from "@pigeon/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Places } from "../backpressure/places.ts";
import { breakerName } from "../dispatch/deliver.ts";
import type { Hub } from "../hub-parts.ts";
import { checkEndpoint } from "../workers/endpoint.ts";
import { leasesJson, type OutgoingLease } from "../workers/link.ts";
import type { PullLine } from "../workers/pull-line.ts";
import type { Member } from "../workers/registry.ts";
import { checked, notFound, ProblemError } from "./problem.ts";
import { sendJson, viewElsewhere, workerView } from "./views.ts";

/** How soon a worker that found no place may ask again. */
const FULL_RETRY_MS = 5_000;

type ById = { Params: { id: string } };

/** What workers tell the hub, and what operators ask about them. */
export function workerRoutes(server: FastifyInstance, hub: Hub): void {
  const { gate, supervisor, registry, config } = hub;
  const places = new Places(
    () => hub.limits.workers,
    () => registry.size,
  );

  server.post("/v1/workers", async (request, reply) => {
    const registrant = gate.registrant(request);
    hub.requireOpen();
    const registration = checked(WorkerRegistration, request.body);
    const { endpoint } = registration;
    if (endpoint !== undefined) {
      const check = await checkEndpoint(endpoint, config.hub.workerNetworks);
      if (!check.ok) {
        const errors = [{ path: "endpoint", message: check.message }];
        throw new ProblemError(400, "the body has a problem: see errors", { errors });
      }
    }
    const release = place(registration.workerId);
    const { worker, answered } = await supervisor.register(registration, registrant).finally(release);
    reply.raw.once("close", answered);
    const { heartbeatIntervalMs } = config.detector;
    return reply
      .code(201)
      .send({ workerId: worker.workerId, heartbeatIntervalMs, workerToken: worker.token });
  });

  server.post<ById>("/v1/workers/:id/heartbeat", async (request) => {
    const { id } = request.params;
    await gate.allowWorker(request, id);
    const beat = checked(Heartbeat, request.body);
    const arrived = beat.moving === true ? welcome(id) : () => {};
    await memberHere(request, id).finally(arrived);
    const cancel = await supervisor.heartbeat(id, beat);
    if (cancel === undefined) throw unknownWorker(id);
    return hub.replica?.rebalance.bidsGo(id) === true ? { cancel, move: true } : { cancel };
  });

  server.post<ById>("/v1/workers/:id/results", async (request) => {
    const { id } = request.params;
    await gate.allowWorker(request, id);
    // A worker that was given up or forgotten may still hold leases of jobs: they alone decide.
    return supervisor.report(id, checked(ResultReport, request.body).results);
  });

  server.post<ById>("/v1/workers/:id/lease", async (request, reply) => {
    const { id } = request.params;
    await gate.allowWorker(request, id);
    const { max, waitMs } = checked(LeasePull, request.body);
    const member = await memberHere(request, id);
    if (member === undefined) throw unknownWorker(id);
    hub.ownership.requirePlace();
    if (member.delivery.kind === "push") {
      throw new ProblemError(
        409,
        "this worker registered with an endpoint: its leases are pushed; register without one to pull",
      );
    }
    const leases = hub.stopping() ? [] : await pull(member, member.delivery.line, max, waitMs, reply);
    return sendJson(reply, leasesJson(leases));
  });

  for (const action of ["drain", "undrain"] as const) {
    server.post<ById>(`/v1/workers/:id/${action}`, async (request) => {
      const { id } = request.params;
      await gate.allowWorker(request, id);
      await memberHere(request, id);
      if (!(await supervisor.drain(id, action === "drain"))) throw notFound("worker", id);
      return view(registry.get(id), id);
    });
  }

  server.delete<ById>("/v1/workers/:id", async (request, reply) => {
    const { id } = request.params;
    await gate.allowWorker(request, id);
    await memberHere(request, id);
    if (!(await supervisor.remove(id))) throw notFound("worker", id);
    return reply.code(204).send();
  });

  server.get("/v1/workers", async (request) => {
    gate.allow(request, "client", "worker");
    const here = registry.all().map((member) => view(member, member.worker.workerId));
    return { workers: [...here, ...(await elsewhere())] };
  });

  server.get<ById>("/v1/workers/:id", async (request) => {
    gate.allow(request, "client", "worker");
    const { id } = request.params;
    const known = registry.get(id) === undefined ? await elsewhere() : [];
    return known.find(({ workerId }) => workerId === id) ?? view(registry.get(id), id);
  });

  /** A worker of this hub; one that another hub has becomes this one's, since it came here. */
  async function memberHere(request: FastifyRequest, id: string): Promise<Member | undefined> {
    const member = registry.get(id);
    if (member !== undefined) return member;
    const known = await hub.ownership.find(id);
    return known !== undefined && gate.mayBe(request, known) ? await supervisor.moveIn(id) : undefined;
  }

  /** The workers of other hubs, as far as this one knows. */
  async function elsewhere(): Promise<WorkerView[]> {
    const fleet = await hub.replica?.fleet();
    const others = fleet?.workers.filter(({ worker }) => registry.get(worker.workerId) === undefined) ?? [];
    return others.map((each) => viewElsewhere(each, fleet?.statusOf(each.worker.workerId) ?? "healthy"));
  }

  /** A place for a worker that another hub bade go. */
  function welcome(id: string): () => void {
    if (hub.replica === undefined || registry.get(id) !== undefined) return () => {};
    const release = hub.replica.rebalance.welcome();
    if (release !== undefined) return release;
    throw new ProblemError(409, "this hub has its share of the workers; stay where you are");
  }

  /** A known worker has its place already. */
  function place(workerId: string | undefined): () => void {
    if (workerId !== undefined && registry.get(workerId) !== undefined) return () => {};
    const release = places.hold();
    if (release !== undefined) return release;
    throw new ProblemError(
      429,
      `${hub.limits.workers} workers are registered, and no more may be (PIGEON_HUB_MAX_WORKERS); try again when others left`,
      { retryAfterMs: FULL_RETRY_MS },
    );
  }

  function view(member: Member | undefined, id: string) {
    const health = hub.detector.getWorkerHealth(id);
    if (member === undefined || health === undefined) throw notFound("worker", id);
    return workerView(member, health, hub.breakers.get(breakerName(id)).snapshot());
  }

  function pull(
    member: Member,
    line: PullLine,
    max: number,
    waitMs: number,
    reply: FastifyReply,
  ): Promise<readonly OutgoingLease[]> {
    supervisor.polls(member.worker.workerId);
    return new Promise((resolve) => {
      const answer = (leases: readonly OutgoingLease[]) => {
        stopTimer();
        resolve(leases);
      };
      const leave = line.wait(max, answer);
      const giveUp = () => {
        leave();
        answer([]);
      };
      const stopTimer = hub.clock.after(waitMs, giveUp);
      reply.raw.once("close", () => {
        giveUp();
        if (!reply.raw.writableFinished) supervisor.pollBroke(member);
      });
      hub.dispatcher.wake();
    });
  }
}

function unknownWorker(id: string): ProblemError {
  return new ProblemError(
    404,
    `the hub does not know the worker ${JSON.stringify(id.slice(0, 200))}; register again`,
  );
}
