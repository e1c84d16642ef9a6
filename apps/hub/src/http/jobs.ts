import { JobBatch, JobListQuery, JobSpec, WaitQuery, type FullJobSpec } from "@pigeon/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { whyBehind } from "../backpressure/admission.ts";
import type { Hub } from "../hub-parts.ts";
import type { Enqueued, EnqueueOutcome, JobRecord, NewJob } from "../store/port.ts";
import { isSearch, searchPage } from "../operator/search.ts";
import { pause } from "../system.ts";
import { checked, notFound, ProblemError } from "./problem.ts";
import { toFilter } from "./to-filter.ts";
import { jobJson, jobPageJson, sendJson } from "./views.ts";

const BUSY_RETRY_MS = 1_000;

/** What clients do with jobs. */
export function jobRoutes(server: FastifyInstance, hub: Hub): void {
  const { gate, store, ledger } = hub;

  server.post("/v1/jobs", async (request, reply) => {
    gate.allow(request, "client");
    const spec = checked(JobSpec, request.body);
    const [stored] = await submit([spec], request);
    if (stored === undefined) throw new Error("the store answered without the job");
    return sendJson(reply.code(stored.created ? 201 : 200), jobJson(stored.record));
  });

  server.post("/v1/jobs/batch", async (request, reply) => {
    gate.allow(request, "client");
    const stored = await submit(checked(JobBatch, request.body).jobs, request);
    const jobs = stored.map(({ record, created }) => ({
      id: record.job.id,
      state: record.job.state,
      created,
    }));
    return reply.code(201).send({ jobs });
  });

  server.get<{ Params: { id: string } }>("/v1/jobs/:id", async (request, reply) => {
    gate.allow(request, "client");
    const { waitMs } = checked(WaitQuery, request.query, "query");
    return sendJson(reply, jobJson(await read(request.params.id, waitMs, reply)));
  });

  server.get("/v1/jobs", async (request, reply) => {
    gate.allow(request, "client");
    const { label, text, ...filter } = checked(JobListQuery, request.query, "query");
    const search = { label, text };
    const page = isSearch(search)
      ? await searchPage(store, toFilter(filter), search, pause)
      : await store.list(toFilter(filter));
    return sendJson(reply, jobPageJson(page));
  });

  server.post<{ Params: { id: string } }>("/v1/jobs/:id/cancel", async (request, reply) => {
    gate.allow(request, "client");
    const { id } = request.params;
    const [outcome] = await ledger.apply([{ jobId: id, event: { type: "cancel" } }]);
    if (outcome?.kind === "refused") {
      throw new ProblemError(
        409,
        `the job is ${outcome.job.state} already; only a queued or leased job can be cancelled`,
      );
    }
    const record = await store.get(id);
    if (record === undefined) throw notFound("job", id);
    return sendJson(reply, jobJson(record));
  });

  async function submit(
    specs: readonly FullJobSpec[],
    request: FastifyRequest,
  ): Promise<readonly Enqueued[]> {
    hub.requireOpen();
    const behind = whyBehind(ledger.pending, hub.limits);
    if (behind !== undefined) {
      const detail = `the hub is behind: ${behind}; nothing was stored, send it again later`;
      throw new ProblemError(429, detail, { retryAfterMs: BUSY_RETRY_MS });
    }
    const { traceparent: header } = request.headers;
    const traceparent = typeof header === "string" && TRACEPARENT.test(header) ? header : null;
    const outcome = await traced(specs, traceparent);
    if (outcome.kind === "stored") return outcome.jobs;
    const message = "this idempotency key belongs to a job of another type or payload";
    const errors = outcome.indexes.map((index) => ({
      path: specs.length === 1 ? "idempotencyKey" : `jobs[${index}].idempotencyKey`,
      message,
    }));
    throw new ProblemError(409, "an idempotency key is taken; nothing was stored", { errors });
  }

  /** The jobs carry on the trace of their submit, if the hub records it. */
  async function traced(specs: readonly FullJobSpec[], header: string | null): Promise<EnqueueOutcome> {
    const submit = hub.tracing?.submit(header, specs);
    const traceparent = submit === undefined ? header : submit.traceparent;
    const jobs = specs.map((spec) => toNewJob(spec, traceparent));
    try {
      const outcome = await ledger.submit(jobs);
      submit?.stored(jobs.map(({ job }) => job));
      return outcome;
    } catch (error) {
      submit?.failed(error);
      throw error;
    }
  }

  function toNewJob(spec: FullJobSpec, traceparent: string | null): NewJob {
    const now = hub.clock.now();
    return {
      job: {
        state: "queued",
        id: hub.ids.job(),
        type: spec.type,
        priority: spec.priority,
        labels: spec.labels,
        correlationId: spec.correlationId ?? null,
        traceparent,
        createdAt: now,
        runAt: spec.runAt === undefined ? now + (spec.delayMs ?? 0) : Date.parse(spec.runAt),
        maxAttempts: spec.maxAttempts,
        timeoutMs: spec.timeoutMs,
        attempts: [],
        attemptFloor: 0,
      },
      payload: JSON.stringify(spec.payload),
      ...(spec.idempotencyKey === undefined ? {} : { idempotencyKey: spec.idempotencyKey }),
    };
  }

  async function read(id: string, waitMs: number, reply: FastifyReply): Promise<JobRecord> {
    // Waiting begins before the read, so that a finish in between is not missed.
    if (waitMs > 0 && hub.waiters.size >= hub.limits.waiters) {
      const detail = `${hub.waiters.size} clients wait for jobs already; ask without waitMs, or again later`;
      throw new ProblemError(429, detail, { retryAfterMs: BUSY_RETRY_MS });
    }
    const ended = new AbortController();
    reply.raw.once("close", () => ended.abort());
    const finished = waitMs > 0 ? hub.waiters.wait(id, waitMs, ended.signal) : undefined;
    try {
      const record = await store.get(id);
      if (record === undefined) throw notFound("job", id);
      if (finished === undefined || isFinished(record) || hub.stopping()) return record;
      await finished;
      return (await store.get(id)) ?? record;
    } finally {
      ended.abort();
    }
  }
}

/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

function isFinished({ job }: JobRecord): boolean {
  return job.state !== "queued" && job.state !== "leased";
}
