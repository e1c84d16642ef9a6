import type { ExplainedValue, PigeonConfig } from "@pigeon/config";
import type { ErrorLogger } from "@pigeon/errors";
import type { TracerProvider } from "@opentelemetry/api";
import { alertEvent } from "./alerts/event.ts";
import { tellOutages } from "./alerts/outages.ts";
import { limitsOf, type HubLimits } from "./backpressure/limits.ts";
import { createCore } from "./core.ts";
import { watchFleet } from "./events/fleet-watch.ts";
import type { Hub } from "./hub-parts.ts";
import { Gate } from "./http/auth.ts";
import { Certificates } from "./http/certificates.ts";
import { dashboardRoutes } from "./http/dashboard.ts";
import { closing } from "./http/operations.ts";
import { CallerLimits } from "./http/limits-per-caller.ts";
import type { FleetControl } from "./http/fleet.ts";
import type { JoinDesk } from "./http/join.ts";
import { JoinTokens } from "./http/join-tokens.ts";
import { routes } from "./http/routes.ts";
import { answerInTime } from "./http/in-time.ts";
import { createServer } from "./http/server.ts";
import { WaitingRoom } from "./http/waiting-room.ts";
import { unusedConnections } from "./http/unused-connections.ts";
import { transition } from "./jobs/transition.ts";
import { listen } from "./listen.ts";
import { stderrLogger } from "./logger.ts";
import { openOperator } from "./operator/open.ts";
import type { Clock, Ids } from "./ports.ts";
import type { CommitWatch } from "./store/commit-watch.ts";
import { nameOf, ownState } from "./replicas/own-name.ts";
import { isRemote, openStore } from "./store/open.ts";
import type { Machine, Store } from "./store/port.ts";
import { defer, systemClock, systemIds, systemRandom } from "./system.ts";
import { takeUp } from "./take-up.ts";
import { createMetrics } from "./telemetry/metrics/metrics.ts";
import { createTracing, tracerOf } from "./telemetry/tracing/tracing.ts";
import { version } from "./version.ts";
import { waitForStore } from "./wait-for-store.ts";
import { httpLinks } from "./workers/http-link.ts";

const DAY_MS = 86_400_000;
const JOIN_TTL_MS = 300_000;
/** How long a hub that stops waits for the first request of a connection. */
const NEW_CONNECTION_MS = 500;
/** How long a hub that stops gives sinks to take what is to be told; the rest is told after the next start. */
const LAST_ALERTS_MS = 800;
/** And then those that are just being told. */
const LAST_ATTEMPT_MS = 200;

export interface HubOptions {
  readonly config: PigeonConfig;
  /** Where its values came from, for `/v1/settings`. Default: from code. */
  readonly explained?: readonly ExplainedValue[];
  /** Where errors are logged: a pino logger or the like. Default: pino to stderr at `config.errors.logLevel`. */
  readonly logger?: ErrorLogger;
  /** How long succeeded and cancelled jobs are kept, in ms. Default seven days. Dead letters are kept. */
  readonly retentionMs?: number;
  /** What the hub holds in memory for others at the most. Default: what `config` says. */
  readonly limits?: Partial<HubLimits>;
  /** Whether `/metrics` has something to tell. Default true. */
  readonly metrics?: boolean;
  /** Where spans go. Default: what the process has registered with OpenTelemetry; without it nothing is traced. */
  readonly tracerProvider?: TracerProvider;
  /**
   * Lets instances in that prove what they are, such as the join desk of `@pigeon/fleet/aws`: each gets a token
   * for the worker of its name alone. Default: nobody joins that way.
   */
  readonly join?: JoinDesk;
  /** How long such a token holds, in ms. Default five minutes. */
  readonly joinTtlMs?: number;
  /**
   * The instances that workers run on, such as a fleet of `@pigeon/fleet` with this hub as its `clientHub`. It is
   * started with the hub and stopped with it, and shows in `/v1/fleet`. Of several hubs only one may keep it.
   */
  readonly fleet?: FleetControl;
  /** Ends the wait for a database that is out of reach: `startHub` rejects with its reason. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly random?: () => number;
}

export interface RunningHub {
  /** Where it listens, such as `http://127.0.0.1:4040`. */
  readonly url: string;
  /**
   * Reads the files of certificates again, for new connections; those that are open stay as they are.
   * Throws a ListenError, and changes nothing, when the files cannot serve.
   */
  reloadCertificates(): void;
  /** Takes no new work, answers what is under way, and closes the store. Leases stay with their workers. */
  close(): Promise<void>;
}

/**
 * Starts a hub: opens the store, takes up the workers and leases that were there, and listens. For a database that
 * is out of reach it waits as long as the configuration says, and answers meanwhile that it lives and is not ready.
 *
 * @throws {StoreError} when the store cannot serve, {ListenError} when the address cannot be had.
 */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const { config, signal, clock = systemClock, random = systemRandom } = options;
  const logger = options.logger ?? stderrLogger(config.errors.logLevel);
  const certificates = new Certificates(config.hub);
  const waitingRoom = new WaitingRoom(config.hub, certificates);
  const { storeUrl, storeWaitMs } = config.hub;
  const start = () => startOnce({ ...options, logger }, certificates, () => waitingRoom.close());
  try {
    return await waitForStore(start, {
      limitMs: isRemote(storeUrl) ? storeWaitMs : 0,
      clock,
      random,
      logger,
      signal,
      onWait: (error, since) => waitingRoom.open(error, since),
    });
  } finally {
    await waitingRoom.close();
  }
}

async function startOnce(
  options: HubOptions & { readonly logger: ErrorLogger },
  certificates: Certificates,
  beforeListening: () => Promise<void>,
): Promise<RunningHub> {
  const { config, logger, clock = systemClock, ids = systemIds, random = systemRandom } = options;
  const metrics = options.metrics === false ? undefined : createMetrics(clock, version);
  const tracer = tracerOf(options.tracerProvider, version);
  const tracing = tracer && createTracing(tracer, clock);
  const stopMetrics = (error: unknown): never => {
    metrics?.stop();
    throw error;
  };
  const opened = await storeOf(config, random, clock, metrics?.commits).catch(stopMetrics);
  const store = metrics?.watchStore(opened) ?? opened;
  const name = nameOf(config.hub);
  let hasName = () => false;
  const own = ownState(store, name, () => hasName());
  const { errors, alerts } = await takeUp({ config, store: own, logger, clock, random }).catch(stopMetrics);
  const { health } = store;
  if (health !== undefined) tellOutages({ health, errors, alerts, clock });
  const core = createCore({
    config,
    store,
    openLink: httpLinks(config.hub.workerNetworks, () => certificates.workers),
    clock,
    ids,
    random,
    errors,
    alerts,
    retentionMs: options.retentionMs ?? 7 * DAY_MS,
    name,
    retryEvents: metrics?.retryEvents,
    tracing,
  });
  hasName = () => core.replica?.membership.hasName === true;
  const { explained } = options;
  const operator = openOperator({
    config,
    explained,
    store: own,
    ledger: core.ledger,
    clock,
    logger,
    errors,
  });
  let stopping = false;
  const joinTokens = new JoinTokens(config.hub.authTokens, options.joinTtlMs ?? JOIN_TTL_MS, clock);
  const find = (workerId: string) => core.ownership.find(workerId);
  const gate = new Gate(config.hub.authTokens, core.registry, find, joinTokens);
  const { maxConnections, rateLimitPerSecond } = config.hub;
  const callers = rateLimitPerSecond === 0 ? undefined : new CallerLimits(rateLimitPerSecond, clock);
  const server = createServer({
    onFailure: (error, { operation, ...context }) =>
      void errors.logInfrastructureError(operation, error, context),
    tls: certificates.server,
    maxConnections,
    watch: metrics?.watchServer,
    refuse: callers && ((request) => callers.refuse(gate.callerOf(request))),
  });
  // An answer under way when the hub stops would leave its connection open, and the hub waiting for its end.
  server.addHook("onSend", (_request, reply, payload, done) => {
    if (stopping) reply.header("connection", "close");
    done(null, payload);
  });
  const hub: Hub = {
    ...core,
    alerts,
    metrics,
    tracing,
    operator,
    config,
    clock,
    ids,
    gate,
    join: options.join,
    joinTokens,
    instances: options.fleet,
    limits: limitsOf(config.hub, options.limits),
    startedAt: clock.now(),
    fleet: watchFleet(core.detector),
    stopping: () => stopping,
    requireOpen: () => {
      if (stopping) throw closing();
    },
  };
  if (health !== undefined) answerInTime(server, clock);
  metrics?.watchHub(hub, errors);
  routes(server, hub, errors);
  dashboardRoutes(server);
  alerts.onAlert((notice) => core.events.append(alertEvent(notice, clock.now())));

  const endUnused = unusedConnections(server.server);
  const close = async () => {
    stopping = true;
    store.hurry?.();
    // Its instances stay. A round that is under way ends by itself, as the hub no longer answers it.
    options.fleet?.stop().catch((error: unknown) => errors.logInfrastructureError("stop the fleet", error));
    const served = server.close();
    // A request may be on its way over a connection that is new.
    const stopTimer = clock.after(NEW_CONNECTION_MS, endUnused);
    const told = alerts.flush(LAST_ALERTS_MS);
    await core.stopWork();
    await served;
    stopTimer();
    await told;
    await alerts.close(LAST_ATTEMPT_MS);
    await operator.close();
    await errors.flush();
    metrics?.stop();
    await core.close();
  };
  let closed: Promise<void> | undefined;
  try {
    await core.restore();
    await beforeListening();
    const url = await listen(server, config.hub);
    await core.start();
    await operator.start();
    options.fleet?.start();
    const reloadCertificates = () => certificates.reload(server.server);
    return { url, reloadCertificates, close: () => (closed ??= close()) };
  } catch (error) {
    // Whatever ending it meets, it is for the reason that it could not start.
    await close().catch(() => {});
    throw error;
  }
}

function storeOf(
  config: PigeonConfig,
  random: () => number,
  clock: Clock,
  commits: CommitWatch | undefined,
): Promise<Store> {
  const { baseDelayMs, maxDelayMs, backoffStrategy: strategy } = config.retry;
  const policy = {
    backoff: { baseDelayMs, maxDelayMs, strategy, jitter: "full" as const },
    poisonLimit: config.hub.jobPoisonLimit,
    random,
  };
  const machine: Machine = (job, event, now) => transition(job, event, now, policy);
  return openStore(config.hub.storeUrl, machine, { clock, defer, commits });
}
