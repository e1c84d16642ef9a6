import { createBreakers } from "@pigeon/breaker";
import type { PigeonConfig } from "@pigeon/config";
import { createDetector } from "@pigeon/detector";
import { createErrorTracker, errorFingerprint, type ErrorLogger } from "@pigeon/errors";
import type { RetryOptions } from "@pigeon/retry";
import { Dispatcher } from "./dispatch/dispatcher.ts";
import type { Hub } from "./hub-parts.ts";
import { Gate } from "./http/auth.ts";
import { deadLetterRoutes } from "./http/dead-letters.ts";
import { errorRoutes } from "./http/errors.ts";
import { jobRoutes } from "./http/jobs.ts";
import { closing, operationRoutes } from "./http/operations.ts";
import { createServer } from "./http/server.ts";
import { workerRoutes } from "./http/workers.ts";
import { JobWaiters } from "./job-waiters.ts";
import { transition } from "./jobs/transition.ts";
import { Ledger, type JobChange } from "./ledger.ts";
import { listen } from "./listen.ts";
import { DelayedJobs } from "./maintenance/delayed-jobs.ts";
import { every } from "./maintenance/every.ts";
import { EXPIRE_INTERVAL_MS, expireLeases } from "./maintenance/expire-leases.ts";
import { FORGET_INTERVAL_MS, forgetWorkers } from "./maintenance/forget-workers.ts";
import { PRUNE_INTERVAL_MS, pruneJobs } from "./maintenance/prune-jobs.ts";
import type { Clock, Ids } from "./ports.ts";
import { openStore } from "./store/open.ts";
import { defer, systemClock, systemIds, systemRandom } from "./system.ts";
import { Throughput } from "./throughput.ts";
import { openHttpLink } from "./workers/http-link.ts";
import { Registry } from "./workers/registry.ts";
import { Supervisor } from "./workers/supervisor.ts";

const DAY_MS = 86_400_000;
/** Wake-ups are hints, and this is the truth: a job never waits longer than this for a forgotten one. */
const POLL_INTERVAL_MS = 1_000;

export interface HubOptions {
  readonly config: PigeonConfig;
  /** Where errors are logged: a pino logger or the like. Default: pino to stderr at `config.errors.logLevel`. */
  readonly logger?: ErrorLogger;
  /** How long succeeded and cancelled jobs are kept, in ms. Default seven days. Dead letters are kept. */
  readonly retentionMs?: number;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly random?: () => number;
}

export interface RunningHub {
  /** Where it listens, such as `http://127.0.0.1:4040`. */
  readonly url: string;
  /** Takes no new work, answers what is under way, and closes the store. Leases stay with their workers. */
  close(): Promise<void>;
}

/**
 * Starts a hub: opens the store, takes up the workers and leases that were there, and listens.
 *
 * @throws {StoreError} when the store cannot serve, {ListenError} when the address cannot be had.
 */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const { config, clock = systemClock, ids = systemIds, random = systemRandom } = options;
  const errors = createErrorTracker({
    ...(options.logger === undefined ? { level: config.errors.logLevel } : { logger: options.logger }),
    retentionDays: config.errors.retentionDays,
    maxErrorsPerCategory: config.errors.maxErrorsPerCategory,
    redact: { values: config.hub.authTokens.map(({ secret }) => secret) },
  });
  const { baseDelayMs, maxDelayMs, backoffStrategy: strategy, jitterFactor, maxRetries } = config.retry;
  const policy = {
    backoff: { baseDelayMs, maxDelayMs, strategy, jitter: "full" as const },
    poisonLimit: config.hub.jobPoisonLimit,
    random,
  };
  const store = openStore(
    config.hub.storeUrl,
    (job, event, now) => transition(job, event, now, policy),
    defer,
  );
  const onStoreFailure = (error: unknown) => void errors.logInfrastructureError("store", error);
  const onWorkerFailure = (workerId: string, error: unknown) => void errors.logWorkerError(workerId, error);
  const onCrash = (error: unknown) => void errors.logInfrastructureError("hub", error);

  let stopping = false;
  const ledger = new Ledger(store, clock);
  const registry = new Registry();
  const waiters = new JobWaiters(clock);
  const throughput = new Throughput(clock);
  const breakers = createBreakers({ ...config.breaker });
  const detector = createDetector({
    ...config.detector,
    // A suspicion that is cleared changes no status, and lets work flow again.
    probe: (workerId, signal) => supervisor.probe(workerId, signal).finally(() => clock.after(0, wake)),
    onError: onCrash,
  });
  const retry: RetryOptions = {
    maxRetries,
    baseDelayMs,
    maxDelayMs,
    strategy,
    jitter: { factor: jitterFactor },
  };
  const dispatcher = new Dispatcher({
    ledger,
    registry,
    detector,
    breakers,
    retry,
    clock,
    ids,
    onStoreFailure,
    onFailure: onWorkerFailure,
  });
  const wake = () => dispatcher.wake();
  const delayed = new DelayedJobs(store, clock, wake, onStoreFailure);
  const supervisor = new Supervisor({
    store,
    ledger,
    registry,
    detector,
    breakers,
    clock,
    ids,
    wake,
    openLink: openHttpLink,
    fingerprint: errorFingerprint,
    redeliver: (member, claimed) => dispatcher.redeliver(member, claimed),
    onFailure: onWorkerFailure,
  });

  ledger.follow(({ job, cause, delayed: waits, endedLease }: JobChange) => {
    if (endedLease !== undefined) registry.release(endedLease.workerId, endedLease.leaseId);
    if (endedLease !== undefined && (cause === "cancel" || cause === "timeout")) {
      supervisor.cancel(endedLease.workerId, [endedLease.leaseId]);
    }
    if (waits) delayed.expect(job.runAt);
    if ("finishedAt" in job) {
      throughput.add();
      waiters.finished(job.id);
    }
    if (job.state === "dead") {
      errors.logJobError(job.id, job.error, {
        jobType: job.type,
        correlationId: job.correlationId ?? undefined,
      });
    }
    if (cause !== "lease") wake();
  });
  detector.onWorkerFailed(({ workerId, reason }) => {
    errors.logWorkerError(workerId, new Error(`the worker failed: ${reason}`), { severity: "high" });
    supervisor.fail(workerId, reason).catch(onStoreFailure);
  });
  detector.onStatusChange(wake);
  breakers.on("stateChange", wake);

  const hub: Hub = {
    config,
    clock,
    ids,
    store,
    ledger,
    registry,
    supervisor,
    dispatcher,
    detector,
    breakers,
    waiters,
    throughput,
    gate: new Gate(config.hub.authTokens, registry),
    startedAt: clock.now(),
    stopping: () => stopping,
    requireOpen: () => {
      if (stopping) throw closing();
    },
  };
  const server = createServer((error, path) => void errors.logInfrastructureError(path, error));
  jobRoutes(server, hub);
  deadLetterRoutes(server, hub);
  workerRoutes(server, hub);
  operationRoutes(server, hub);
  errorRoutes(server, hub.gate, errors);

  const stops: (() => void)[] = [];
  const close = async () => {
    stopping = true;
    for (const stop of stops) stop();
    delayed.stop();
    detector.stop();
    waiters.releaseAll();
    supervisor.endPolls();
    const served = server.close();
    await dispatcher.stop();
    await served;
    await supervisor.close();
    await store.close();
  };
  let url: string;
  try {
    await supervisor.restore();
    url = await listen(server, config.hub);
  } catch (error) {
    await close();
    throw error;
  }
  detector.start();
  const { retentionMs = 7 * DAY_MS } = options;
  stops.push(
    every(clock, POLL_INTERVAL_MS, async () => wake(), onStoreFailure),
    every(clock, EXPIRE_INTERVAL_MS, () => expireLeases(store, ledger, clock), onStoreFailure),
    every(clock, PRUNE_INTERVAL_MS, () => pruneJobs(store, clock, retentionMs), onStoreFailure),
    every(
      clock,
      FORGET_INTERVAL_MS,
      () => forgetWorkers(registry, detector, supervisor, clock),
      onStoreFailure,
    ),
  );
  await delayed.run();
  wake();

  let closed: Promise<void> | undefined;
  return { url, close: () => (closed ??= close()) };
}
