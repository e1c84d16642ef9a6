import {
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type SpanContext,
  type Tracer,
  type TracerProvider,
} from "@opentelemetry/api";
import { readTraceparent, SPAN_ATTRIBUTES, SPAN_SYSTEM, writeTraceparent } from "@pigeon/protocol";
import type { Job, LeasedJob } from "../../jobs/job.ts";
import type { JobChange } from "../../ledger.ts";
import type { Clock } from "../../ports.ts";

export const TRACER_NAME = "@pigeon/hub";
/** Jobs between two attempts whose last one is remembered, for the link from the next. */
const MAX_REMEMBERED = 10_000;
/** Leases whose end is waited for at the most. Another hub may settle some, and nobody tells of it here. */
export const MAX_DISPATCHES = 20_000;

/** The jobs of one request on their way to the store. */
export interface TracedSubmit {
  /**
   * What the jobs carry on. Of a trace that began here and is not recorded: nothing, since to store it would cost
   * more than all else of it.
   */
  readonly traceparent: string | null;
  readonly stored: (jobs: readonly { readonly id: string }[]) => void;
  readonly failed: (error: unknown) => void;
}

/** The spans of one hub: submit, and for each attempt queue, dispatch and settle, all in the submitter's trace. */
export interface Tracing {
  submit(parent: string | null, specs: readonly { readonly type: string }[]): TracedSubmit;
  /** A job changed on disk. */
  readonly changed: (change: JobChange) => void;
  /** What the worker gets with a lease: also that nobody records its trace, or it would begin one by itself. */
  readonly traceparentOf: (job: LeasedJob) => string;
  /** The worker has the lease. */
  readonly handedOver: (leaseId: string) => void;
}

/** Undefined when there is no OpenTelemetry SDK: then nothing is traced. Default: what the process has registered. */
export function tracerOf(given: TracerProvider | undefined, version: string): Tracer | undefined {
  const provider = given ?? trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer(TRACER_NAME, version)
    : provider.getTracer(TRACER_NAME, version);
}

interface Dispatch {
  readonly span: Span;
  open: boolean;
}

export function createTracing(tracer: Pick<Tracer, "startSpan">, clock: Pick<Clock, "now">): Tracing {
  const remote = lastRemote();
  /** By lease, until it ends. */
  const dispatches = new Map<string, Dispatch>();
  /** By job, while it waits for its next attempt. */
  const lastAttempts = new Map<string, SpanContext>();

  const begin = (job: LeasedJob, parent: Context) => {
    const { startedAt, number } = job.attempts.at(-1) ?? { startedAt: clock.now(), number: 1 };
    const attributes = attributesOf(job);
    // It could not run before its run-at, nor between two attempts.
    const freeAt = Math.max(job.createdAt, job.runAt, job.attempts.at(-2)?.endedAt ?? 0);
    tracer
      .startSpan(`queue ${job.type}`, { startTime: Math.min(freeAt, startedAt), attributes }, parent)
      .end(startedAt);
    const before = lastAttempts.get(job.id);
    lastAttempts.delete(job.id);
    const span = tracer.startSpan(
      `dispatch ${job.type}`,
      {
        kind: SpanKind.PRODUCER,
        startTime: startedAt,
        attributes: {
          ...attributes,
          [SPAN_ATTRIBUTES.attempt]: number,
          [SPAN_ATTRIBUTES.leaseId]: job.leaseId,
          [SPAN_ATTRIBUTES.workerId]: job.workerId,
        },
        ...(before === undefined ? {} : { links: [{ context: before }] }),
      },
      parent,
    );
    if (dispatches.size >= MAX_DISPATCHES) forgetOldest();
    dispatches.set(job.leaseId, { span, open: true });
  };

  const forgetOldest = () => {
    const [oldest] = dispatches;
    if (oldest === undefined) return;
    const [leaseId, { span, open }] = oldest;
    dispatches.delete(leaseId);
    if (open) span.end(clock.now());
  };

  const settle = (job: Job, leaseId: string, parent: Context) => {
    const dispatch = dispatches.get(leaseId);
    dispatches.delete(leaseId);
    const attempt = job.attempts.find((each) => each.leaseId === leaseId);
    const { outcome = "cancelled", error, endedAt = clock.now(), number = 0 } = attempt ?? {};
    const failed = outcome !== "succeeded" && outcome !== "cancelled";
    const attributes = attributesOf(job);
    attributes[SPAN_ATTRIBUTES.operationType] = "settle";
    attributes[SPAN_ATTRIBUTES.attempt] = number;
    attributes[SPAN_ATTRIBUTES.outcome] = outcome;
    attributes[SPAN_ATTRIBUTES.jobState] = job.state;
    if (failed) attributes[SPAN_ATTRIBUTES.errorType] = error?.name ?? outcome;
    const span = tracer.startSpan(
      `settle ${job.type}`,
      { startTime: endedAt, attributes },
      // After a restart of the hub nobody knows the dispatch any more; the trace is still the same.
      dispatch === undefined ? parent : trace.setSpanContext(parent, dispatch.span.spanContext()),
    );
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR, message: error?.message ?? outcome });
    span.end(Math.max(endedAt, clock.now()));
    if (dispatch === undefined) return;
    if (dispatch.open) {
      dispatch.span.setStatus({
        code: SpanStatusCode.ERROR,
        message: `${outcome} before it was handed over`,
      });
      dispatch.span.end(Math.max(endedAt, job.attempts.at(-1)?.startedAt ?? 0));
    }
    if (job.state !== "queued") return;
    if (lastAttempts.size >= MAX_REMEMBERED) lastAttempts.clear();
    lastAttempts.set(job.id, dispatch.span.spanContext());
  };

  return {
    submit: (header, specs) => {
      const type = specs[0]?.type ?? "jobs";
      const oneType = specs.every((each) => each.type === type);
      const span = tracer.startSpan(
        `submit ${oneType ? type : "jobs"}`,
        {
          kind: SpanKind.SERVER,
          attributes: {
            [SPAN_ATTRIBUTES.system]: SPAN_SYSTEM,
            [SPAN_ATTRIBUTES.operation]: "submit",
            ...(oneType ? { [SPAN_ATTRIBUTES.jobType]: type } : {}),
            ...(specs.length === 1 ? {} : { [SPAN_ATTRIBUTES.batchSize]: specs.length }),
          },
        },
        remote(header) ?? ROOT_CONTEXT,
      );
      const context = span.spanContext();
      const recorded = (context.traceFlags & TraceFlags.SAMPLED) !== 0;
      return {
        traceparent: recorded ? writeTraceparent(context) : header,
        stored: ([first, ...others]) => {
          if (first !== undefined && others.length === 0) span.setAttribute(SPAN_ATTRIBUTES.jobId, first.id);
          span.end();
        },
        failed: (error) => {
          const { name, message } = error instanceof Error ? error : new Error(String(error));
          span.setAttribute(SPAN_ATTRIBUTES.errorType, name);
          span.setStatus({ code: SpanStatusCode.ERROR, message });
          span.end();
        },
      };
    },
    changed: ({ job, cause, endedLease }) => {
      if (cause !== "lease" && endedLease === undefined) {
        if ("finishedAt" in job) lastAttempts.delete(job.id);
        return;
      }
      // What nobody records is carried on as it came, and costs nothing.
      if (!isSampled(job.traceparent)) return;
      const parent = remote(job.traceparent);
      if (parent === undefined) return;
      if (cause === "lease" && job.state === "leased") begin(job, parent);
      else if (endedLease !== undefined) settle(job, endedLease.leaseId, parent);
    },
    traceparentOf: ({ id, leaseId, traceparent }) => {
      const context = dispatches.get(leaseId)?.span.spanContext();
      if (context !== undefined) return writeTraceparent(context);
      return traceparent ?? unrecorded(id, leaseId);
    },
    handedOver: (leaseId) => {
      const dispatch = dispatches.get(leaseId);
      if (dispatch?.open !== true) return;
      dispatch.open = false;
      dispatch.span.end(clock.now());
    },
  };
}

/** A trace of the job's own id: whoever logs it on the worker can find the job by it. Both ids are UUIDs. */
function unrecorded(jobId: string, leaseId: string): string {
  return `00-${jobId.replaceAll("-", "")}-${leaseId.slice(-17).replace("-", "")}-00`;
}

/** By the last digit alone: asked for every change of every job. */
function isSampled(header: string | null): boolean {
  return header !== null && (Number.parseInt(header.slice(-1), 16) & TraceFlags.SAMPLED) !== 0;
}

/** Reads the context that a header speaks of. Jobs of one batch come with the same one after another. */
function lastRemote(): (header: string | null) => Context | undefined {
  let last: string | null = null;
  let context: Context | undefined;
  return (header) => {
    if (header !== last) {
      const parent = readTraceparent(header);
      context = parent && trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
      last = header;
    }
    return context;
  };
}

/** The caller may add to it. */
function attributesOf({ id, type, correlationId }: Job): Record<string, string | number> {
  const attributes: Record<string, string | number> = {
    [SPAN_ATTRIBUTES.system]: SPAN_SYSTEM,
    [SPAN_ATTRIBUTES.jobType]: type,
    [SPAN_ATTRIBUTES.jobId]: id,
  };
  if (correlationId !== null) attributes[SPAN_ATTRIBUTES.correlationId] = correlationId;
  return attributes;
}
