import type { Alerts } from "@pigeon/alerts";
import { createBreakers, type Breakers } from "@pigeon/breaker";
import type { PigeonConfig } from "@pigeon/config";
import { createDetector, type Detector } from "@pigeon/detector";
import { errorFingerprint, type ErrorTracker } from "@pigeon/errors";
import type { RetryOptions } from "@pigeon/retry";
import { FLEET, feedAlerts } from "./alerts/feed.ts";
import { LEVELS_INTERVAL_MS, tellLevels } from "./alerts/levels.ts";
import { Dispatcher } from "./dispatch/dispatcher.ts";
import { TypeLimits } from "./dispatch/type-limits.ts";
import type { RetryEvents } from "./telemetry/metrics/calls.ts";
import type { Tracing } from "./telemetry/tracing/tracing.ts";
import { EventLog } from "./events/event-log.ts";
import { feed, workerEvent } from "./events/feed.ts";
import { JobWaiters } from "./job-waiters.ts";
import { Ledger, type JobChange } from "./ledger.ts";
import { DelayedJobs } from "./maintenance/delayed-jobs.ts";
import { every } from "./maintenance/every.ts";
import { EXPIRE_INTERVAL_MS, expireLeases } from "./maintenance/expire-leases.ts";
import { FORGET_INTERVAL_MS, forgetWorkers } from "./maintenance/forget-workers.ts";
import { PRUNE_INTERVAL_MS, pruneJobs } from "./maintenance/prune-jobs.ts";
import type { Clock, Ids } from "./ports.ts";
import { failures } from "./failures.ts";
import { alone, type Ownership } from "./replicas/ownership.ts";
import { Replica } from "./replicas/replica.ts";
import { reportOf } from "./replicas/report.ts";
import { retryClock } from "./retry-clock.ts";
import type { Store } from "./store/port.ts";
import { Throughput } from "./throughput.ts";
import type { OpenLink } from "./workers/link.ts";
import { Registry } from "./workers/registry.ts";
import { silenceLimit } from "./workers/silence-limit.ts";
import { Supervisor } from "./workers/supervisor.ts";

/** Wake-ups are hints, and this is the truth: a job never waits longer than this for a forgotten one. */
const POLL_INTERVAL_MS = 1_000;
/** How long a hub that stops waits for workers to answer. */
const LAST_CALLS_MS = 1_000;

/** What the core acts on. Nothing of it is taken from anywhere else, so the core runs on any clock. */
export interface CorePorts {
  readonly config: PigeonConfig;
  readonly store: Store;
  readonly openLink: OpenLink;
  readonly clock: Clock;
  readonly ids: Ids;
  /** In [0, 1). */
  readonly random: () => number;
  readonly errors: ErrorTracker;
  /** Told of what happens. Default: nobody is. */
  readonly alerts?: Pick<Alerts, "observe" | "active">;
  readonly retentionMs: number;
  /** Tells this hub from others that share its store. Only asked for there. Default "hub". */
  readonly name?: string;
  /** Told of retries of calls to workers. */
  readonly retryEvents?: RetryEvents | undefined;
  readonly tracing?: Tracing | undefined;
  /** Whether calls to workers are timed by the breaker; `false` where the link has its own clock. */
  readonly callTimeouts?: boolean;
}

/** The hub without its HTTP: everything that stores, hands out, watches and gives back. */
export interface Core {
  readonly store: Store;
  readonly ownership: Ownership;
  /** Of a hub that is one of several. */
  readonly replica: Replica | undefined;
  readonly ledger: Ledger;
  readonly registry: Registry;
  readonly supervisor: Supervisor;
  readonly dispatcher: Dispatcher;
  readonly detector: Detector;
  readonly breakers: Breakers;
  readonly waiters: JobWaiters;
  readonly throughput: Throughput;
  readonly events: EventLog;
  /** Takes up the workers and leases that were there. Before anyone can speak to the hub. */
  restore(): Promise<void>;
  /** Begins to hand out work and to watch. */
  start(): Promise<void>;
  /** Hands out nothing more, and answers everyone who waits. */
  stopWork(): Promise<void>;
  /** Closes links and store. */
  close(): Promise<void>;
}

export function createCore(ports: CorePorts): Core {
  const { config, store, openLink, clock, ids, random, errors, retentionMs, callTimeouts = true } = ports;
  const { onStoreFailure, storeFailure, onWorkerFailure, onDeadLetter, onCrash } = failures(errors);
  const monotonic = { now: () => clock.monotonic() };

  const ledger = new Ledger(store, clock);
  const registry = new Registry();
  const waiters = new JobWaiters(clock);
  const throughput = new Throughput(clock);
  const events = new EventLog(clock.now(), { name: ports.name });
  const breakers = createBreakers({
    ...config.breaker,
    clock: monotonic,
    ...(callTimeouts ? {} : { timeoutMs: false as const }),
  });
  const detector = createDetector({
    ...config.detector,
    deadline: silenceLimit(config.detector.heartbeatIntervalMs),
    clock: monotonic,
    timers: clock,
    wallClock: () => new Date(clock.now()),
    // A suspicion that is cleared changes no status, and lets work flow again.
    probe: (workerId, signal) => supervisor.probe(workerId, signal).finally(() => clock.after(0, wake)),
    onError: onCrash,
  });
  const { baseDelayMs, maxDelayMs, backoffStrategy: strategy, jitterFactor, maxRetries } = config.retry;
  const retry: RetryOptions = {
    maxRetries,
    baseDelayMs,
    maxDelayMs,
    strategy,
    random,
    jitter: { factor: jitterFactor },
    clock: retryClock(clock),
    ...ports.retryEvents,
  };
  const limits = new TypeLimits(config.hub.jobTypeLimits, { clock, wake: () => dispatcher.wake() });
  const replica =
    store.replicas &&
    new Replica({
      replicas: store.replicas,
      name: ports.name ?? "hub",
      clock,
      heartbeatIntervalMs: config.detector.heartbeatIntervalMs,
      ids,
      registry,
      waiters,
      report: () => reportOf(detector.getAllWorkersHealth(), throughput.perSecond()),
      supervisor: () => supervisor,
      wake: () => dispatcher.wake(),
      expectDelayed: (runAt) => (runAt === undefined ? delayed.look() : delayed.expect(runAt)),
      onRunning: (types) => limits.recount(types),
      storeFailure,
      isOut: () => (store.health?.outages() ?? []).length > 0,
    });
  const ownership = replica?.ownership ?? alone(store);
  const holds = ({ workerId, leaseId }: { workerId: string; leaseId: string }) =>
    registry.get(workerId)?.held.has(leaseId) === true;
  limits.follow(ledger, replica && holds);
  const dispatcher = new Dispatcher({
    limits,
    ownership,
    ledger,
    registry,
    detector,
    breakers,
    retry,
    clock,
    ids,
    onStoreFailure,
    onFailure: onWorkerFailure,
    tracing: ports.tracing,
  });
  if (ports.tracing !== undefined) ledger.follow(ports.tracing.changed);
  const wake = () => dispatcher.wake();
  const leads = () => ownership.leads();
  const delayed = new DelayedJobs(store, clock, wake, storeFailure("promote delayed jobs"), leads);
  const { alerts } = ports;
  const tellOfWorker = alerts && feedAlerts(alerts, { errors, detector, breakers });
  const supervisor = new Supervisor({
    store,
    ownership,
    ledger,
    registry,
    detector,
    breakers,
    clock,
    ids,
    wake,
    openLink,
    heartbeatIntervalMs: config.detector.heartbeatIntervalMs,
    fingerprint: errorFingerprint,
    announce: (workerId, change) => {
      events.append(workerEvent(workerId, change, clock.now()));
      tellOfWorker?.(workerId, change);
    },
    redeliver: (member, claimed) => dispatcher.redeliver(member, claimed),
    onFailure: onWorkerFailure,
  });

  ledger.whenSubmitting(wake);
  ledger.follow((change: JobChange) => {
    const { job, cause, delayed: waits, endedLease } = change;
    replica?.told(change, endedLease !== undefined && registry.get(endedLease.workerId) !== undefined);
    if (endedLease !== undefined) registry.release(endedLease.workerId, endedLease.leaseId);
    if (endedLease !== undefined && (cause === "cancel" || cause === "timeout")) {
      supervisor.cancel(endedLease.workerId, [endedLease.leaseId]);
    }
    if (waits) delayed.expect(job.runAt);
    if ("finishedAt" in job) {
      throughput.add();
      waiters.finished(job.id);
    }
    if (job.state === "dead") onDeadLetter(job);
    if (cause !== "lease") wake();
  });
  detector.onWorkerFailed(({ workerId, reason }) => {
    onWorkerFailure(workerId, new Error(`the worker failed: ${reason}`), {
      operation: "watch",
      severity: "high",
    });
    supervisor.fail(workerId, reason).catch(storeFailure("give leases back"));
  });
  detector.onStatusChange(wake);
  detector.onFleetSuspect(({ phase, reason, suspects }) => {
    const named = suspects.slice(0, 20).join(", ");
    errors.logInfrastructureError(FLEET, new Error(reason), {
      severity: phase === "begin" ? "critical" : "medium",
      phase,
      suspects: named,
    });
  });
  breakers.on("stateChange", wake);

  feed(events, { ledger, detector, breakers, clock });

  const stops: (() => void)[] = [];
  return {
    store,
    ownership,
    replica,
    ledger,
    registry,
    supervisor,
    dispatcher,
    detector,
    breakers,
    waiters,
    throughput,
    events,
    restore: async () => {
      if (replica !== undefined) return replica.start();
      if (limits.any) for (const { job } of await store.leased()) limits.started(job.type);
      await supervisor.restore();
    },
    start: async () => {
      detector.start();
      // Of several hubs one does it.
      const once = (work: () => Promise<void>) => async () => void (leads() && (await work()));
      const expire = once(() => expireLeases(store, ledger, clock));
      const prune = once(() => pruneJobs(store, clock, retentionMs));
      const forget = () => forgetWorkers(registry, detector, supervisor, clock);
      if (alerts !== undefined) {
        const levels = () => tellLevels({ alerts, store, detector, breakers, clock, leads });
        stops.push(every(clock, LEVELS_INTERVAL_MS, levels, storeFailure("read the queue's age")));
      }
      stops.push(
        every(clock, POLL_INTERVAL_MS, async () => wake(), onCrash),
        every(clock, EXPIRE_INTERVAL_MS, expire, storeFailure("expire leases")),
        every(clock, PRUNE_INTERVAL_MS, prune, storeFailure("prune jobs")),
        every(clock, FORGET_INTERVAL_MS, forget, storeFailure("forget workers")),
      );
      await delayed.run();
      wake();
    },
    stopWork: async () => {
      for (const stop of stops) stop();
      delayed.stop();
      detector.stop();
      waiters.releaseAll();
      events.end();
      supervisor.endPolls();
      // A worker that does not answer keeps the lease: it may have it, and is asked again after the start.
      const giveUp = clock.after(LAST_CALLS_MS, () => {
        for (const { gone } of registry.all()) gone.abort(new Error("the hub stops"));
      });
      await dispatcher.stop();
      giveUp();
      await replica?.stop();
    },
    close: async () => {
      await supervisor.close();
      await store.close();
    },
  };
}
