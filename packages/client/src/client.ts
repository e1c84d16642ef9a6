import { BatchAnswer, Job } from "@pigeon/protocol";
import type {
  AcknowledgeRequest,
  AlertList,
  FleetView,
  HubEvent,
  HubStatus,
  JobPage,
  JobSpec,
  Silence,
  SilenceRequest,
  WorkerView,
} from "@pigeon/protocol";
import { expectAnswer } from "./answer.ts";
import { createAlertCalls } from "./alerts.ts";
import { createCalls } from "./calls.ts";
import type { CallOptions, Calls } from "./calls.ts";
import { HubError } from "./errors.ts";
import { JobFailedError } from "./job-errors.ts";
import { followEvents } from "./events.ts";
import type { EventOptions } from "./events.ts";
import { createHubs } from "./hubs.ts";
import { createInsight } from "./insight.ts";
import type { Insight } from "./insight.ts";
import { createOversight } from "./oversight.ts";
import type { Oversight } from "./oversight.ts";
import { createOperations } from "./operations.ts";
import { readOptions } from "./options.ts";
import type { ClientOptions } from "./options.ts";
import { eachJob, getPage } from "./pages.ts";
import type { DeadLetterFilter, JobFilter } from "./pages.ts";
import { batchSubmissionOf, submissionOf } from "./submission.ts";
import type { RunOptions, SubmitOptions } from "./submission.ts";
import { traceSubmit } from "./tracing.ts";
import { createTransport } from "./transport.ts";
import { createWaiter, jobPath } from "./waiting.ts";
import type { GetJobOptions, WaitOptions } from "./waiting.ts";

/** Jobs: submit, read, wait, cancel. */
export interface Jobs {
  /** Resolves when the hub has stored the job. Rejects with HubError, JobInputError. */
  submit(spec: JobSpec, options?: SubmitOptions): Promise<Job>;
  /** 1..1000 jobs, all or nothing. Answers in the order of the specs. */
  submitBatch(specs: readonly JobSpec[], options?: SubmitOptions): Promise<BatchAnswer["jobs"]>;
  /** Rejects with a HubError of status 404 when there is no such job. */
  getJob(id: string, options?: GetJobOptions): Promise<Job>;
  /**
   * Resolves when the job is succeeded, dead or cancelled. Goes on through restarts of the hub until
   * `timeoutMs`; rejects with JobWaitTimeoutError then.
   */
  waitForJob(id: string, options?: WaitOptions): Promise<Job>;
  /** Submits, waits, and resolves with the job's result. Rejects with JobFailedError when there is none. */
  run<T = unknown>(spec: JobSpec, options?: RunOptions): Promise<T>;
  /** One page. */
  listJobs(filter?: JobFilter): Promise<JobPage>;
  /** Every job that matches, page by page as it is read. */
  jobs(filter?: JobFilter): AsyncIterable<Job>;
  /** Rejects with a HubError of status 409 when the job is finished already. */
  cancelJob(id: string, options?: CallOptions): Promise<Job>;
}

/** What operators do: dead letters, workers, the hub's state. */
export interface Operations {
  listDeadLetters(filter?: DeadLetterFilter): Promise<JobPage>;
  /**
   * Sends one dead letter back to the queue, with `payload` in the place of its own if one is given. Not repeated
   * when its answer is lost.
   */
  redrive(id: string, options?: CallOptions & { readonly payload?: unknown }): Promise<Job>;
  /**
   * Sends all that match back to the queue; resolves with their number. An empty fingerprint is that of errors without
   * one. Not repeated when its answer is lost.
   */
  redriveAll(
    filter?: { readonly type?: string; readonly fingerprint?: string },
    options?: CallOptions,
  ): Promise<number>;
  deleteDeadLetter(id: string, options?: CallOptions): Promise<void>;
  listWorkers(options?: CallOptions): Promise<WorkerView[]>;
  getWorker(id: string, options?: CallOptions): Promise<WorkerView>;
  /** The worker finishes what it holds and gets nothing new. */
  drainWorker(id: string, options?: CallOptions): Promise<void>;
  /** Takes a drain back. Rejects with a HubError of status 404 also where the hub is too old for it. */
  undrainWorker(id: string, options?: CallOptions): Promise<void>;
  /** The worker is gone for good: what it held goes back to the queue at once. One that is unknown is no error. */
  removeWorker(id: string, options?: CallOptions): Promise<void>;
  /** The instances that the hub keeps. Rejects with a HubError of status 404 when it keeps none. */
  getFleet(options?: CallOptions): Promise<FleetView>;
  /** Keeps so many, or goes by the load. Resolves when that is begun; `getFleet` shows how far it is. */
  scaleFleet(count: number | "auto", options?: CallOptions): Promise<void>;
  status(options?: CallOptions): Promise<HubStatus>;
}

/** What needs a person. */
export interface Alerts {
  /** What fires now, oldest first, and who is told. */
  listAlerts(options?: CallOptions): Promise<AlertList>;
  /**
   * Somebody looks after the alert, or after all alerts of a group, of this key: nobody is reminded of it any
   * more. Rejects with a HubError of status 404 when nothing fires under it.
   */
  acknowledgeAlert(request: AcknowledgeRequest, options?: CallOptions): Promise<void>;
  /** Silences that are not over. */
  listSilences(options?: CallOptions): Promise<Silence[]>;
  /** Nobody is told of alerts that match until then. Not repeated when its answer is lost. */
  silence(request: SilenceRequest, options?: CallOptions): Promise<Silence>;
  /** Ends a silence. Rejects with a HubError of status 404 when there is none of that id. */
  unsilence(id: string, options?: CallOptions): Promise<void>;
}

/** What happens at the hub, as it happens. */
export interface Events {
  /**
   * Every event from now on, or after `lastEventId`. Goes on through broken connections and restarts of the
   * hub, and at another hub where there are several, without a gap; where there must be one, a `reset` event says so: load anew what you show.
   * Ends when the loop is left; rejects with HubError (400, 401, 403), ClientClosedError or the signal's reason.
   */
  events(options?: EventOptions): AsyncIterable<HubEvent>;
}

export interface Client extends Jobs, Operations, Insight, Oversight, Alerts, Events {
  /** Ends waits at once and other requests when they are answered. Calls after it reject with ClientClosedError. */
  close(): Promise<void>;
}

/** A client of a hub, or of several on one database; it connects when it is first used. Throws ClientOptionsError. */
export function createClient(options: ClientOptions = {}): Client {
  const settings = readOptions(options);
  const hubs = createHubs(settings, (hub) => createTransport(hub, settings));
  const calls = createCalls(hubs, settings);
  const waitForJob = createWaiter(hubs, settings);
  const { uuid } = settings.system;

  async function submit(spec: JobSpec, { signal, idempotent = true }: SubmitOptions = {}): Promise<Job> {
    const submission = submissionOf(spec, idempotent, uuid);
    const call = { method: "POST", path: "/v1/jobs", ...submission, signal } as const;
    return traceSubmit(
      [spec],
      async (traceparent) => asJob(await calls.send({ ...call, traceparent })),
      ({ id }) => id,
    );
  }

  return {
    submit,
    async submitBatch(specs, { signal, idempotent = true } = {}) {
      const submission = batchSubmissionOf(specs, idempotent, uuid);
      const call = { method: "POST", path: "/v1/jobs/batch", ...submission, signal } as const;
      const body = await traceSubmit(specs, (traceparent) => calls.send({ ...call, traceparent }));
      return expectAnswer(BatchAnswer, body, "POST /v1/jobs/batch").jobs;
    },
    async getJob(id, { waitMs = 0, signal } = {}) {
      return asJob(await calls.send({ method: "GET", path: jobPath(id, waitMs), waitMs, signal }));
    },
    waitForJob: (id, options = {}) => waitForJob(id, options),
    async run<T>(spec: JobSpec, options: RunOptions = {}): Promise<T> {
      const submitted = await submit(spec, options);
      const job = await waitForJob(submitted.id, options);
      if (job.state === "succeeded") return job.result as T;
      throw new JobFailedError(job);
    },
    listJobs: (filter = {}) => getPage(calls, "/v1/jobs", filter),
    jobs: (filter = {}) => eachJob(calls, "/v1/jobs", filter),
    cancelJob: (id, { signal } = {}) => cancelJob(calls, id, signal),
    ...createOperations(calls),
    ...createInsight(calls),
    ...createOversight(calls),
    ...createAlertCalls(calls),
    events: (options = {}) => followEvents(hubs, settings, options),
    close: () => hubs.close(),
  };
}

async function cancelJob(calls: Calls, id: string, signal: AbortSignal | undefined): Promise<Job> {
  const call = { method: "POST", path: `${jobPath(id)}/cancel`, repeatable: true, signal } as const;
  const body = await calls.sendOrElse(call, async (error) => {
    if (!(error instanceof HubError) || error.status !== 409) throw error;
    // Finished after a lost answer: if it is cancelled, the first request did it.
    const now = await calls.send({ method: "GET", path: jobPath(id), signal });
    if (asJob(now).state !== "cancelled") throw error;
    return now;
  });
  return asJob(body);
}

function asJob(body: unknown): Job {
  return expectAnswer(Job, body, "a request for a job");
}
