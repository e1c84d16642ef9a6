import { authTokens } from "./auth-tokens.ts";
import {
  choice,
  file,
  fraction,
  host,
  keyFile,
  milliseconds,
  text,
  wholeNumber,
  type Kind,
} from "./kinds.ts";
import { networks } from "./networks.ts";
import type { BackoffStrategy, ConfigPath, LogLevel, ValueAt } from "./shape.ts";
import { storeUrl } from "./store-url.ts";
import { typeLimits } from "./type-limits.ts";

/** One row of the table that names, defaults, checks and documents a value. */
export interface Variable<V> {
  readonly name: `PIGEON_${string}`;
  readonly kind: Kind<V>;
  readonly default: V;
  readonly description: string;
  readonly unit?: "ms" | "days";
  /** Nothing of the value is ever shown. */
  readonly secret?: true;
  /** A good value, as text. */
  readonly example: string;
}

const count = (max = 1_000_000): Kind<number> => wholeNumber(1, max);

/** Every value of the configuration. The types hold each row to its path in `PigeonConfig`. */
export const variables: { readonly [P in ConfigPath]: Variable<ValueAt<P>> } = {
  env: {
    name: "PIGEON_ENV",
    kind: text(100, "the name of a profile"),
    default: "default",
    description: "Profile whose values replace the defaults.",
    example: "production",
  },
  "breaker.failureThreshold": {
    name: "PIGEON_CB_FAILURE_THRESHOLD",
    kind: count(),
    default: 5,
    description: "Failures in a row that open a breaker.",
    example: "5",
  },
  "breaker.timeoutMs": {
    name: "PIGEON_CB_TIMEOUT_MS",
    kind: milliseconds(),
    default: 30_000,
    description: "Longest time that one call through a breaker may take.",
    unit: "ms",
    example: "30000",
  },
  "breaker.recoveryTimeoutMs": {
    name: "PIGEON_CB_RECOVERY_TIMEOUT_MS",
    kind: milliseconds(),
    default: 60_000,
    description: "How long a breaker stays open before it lets trial calls through.",
    unit: "ms",
    example: "60000",
  },
  "breaker.halfOpenMaxRequests": {
    name: "PIGEON_CB_HALF_OPEN_MAX_REQUESTS",
    kind: count(),
    default: 3,
    description: "Trial calls that a half-open breaker lets through.",
    example: "3",
  },
  "retry.maxRetries": {
    name: "PIGEON_RETRY_MAX_RETRIES",
    kind: wholeNumber(0, 100),
    default: 3,
    description: "Tries after the first one; 0 turns retrying off.",
    example: "3",
  },
  "retry.baseDelayMs": {
    name: "PIGEON_RETRY_BASE_DELAY_MS",
    kind: milliseconds(),
    default: 1000,
    description: "Wait before the first retry.",
    unit: "ms",
    example: "1000",
  },
  "retry.maxDelayMs": {
    name: "PIGEON_RETRY_MAX_DELAY_MS",
    kind: milliseconds(),
    default: 30_000,
    description: "Longest wait before any retry; at least the base delay.",
    unit: "ms",
    example: "30000",
  },
  "retry.jitterFactor": {
    name: "PIGEON_RETRY_JITTER_FACTOR",
    kind: fraction(0, 1),
    default: 0.1,
    description: "Share of each wait that is random: 0 none, 1 all of it.",
    example: "0.1",
  },
  "retry.backoffStrategy": {
    name: "PIGEON_RETRY_BACKOFF_STRATEGY",
    kind: choice<BackoffStrategy>("exponential", "linear", "constant"),
    default: "exponential",
    description: "How the wait grows from retry to retry.",
    example: "exponential",
  },
  "detector.heartbeatIntervalMs": {
    name: "PIGEON_FD_HEARTBEAT_INTERVAL_MS",
    kind: milliseconds(),
    default: 30_000,
    description: "Time between two heartbeats of a worker.",
    unit: "ms",
    example: "30000",
  },
  "detector.failureThreshold": {
    name: "PIGEON_FD_FAILURE_THRESHOLD",
    kind: count(),
    default: 3,
    description: "Failures in a row that make a worker unhealthy.",
    example: "3",
  },
  "detector.responseTimeoutMs": {
    name: "PIGEON_FD_RESPONSE_TIMEOUT_MS",
    kind: milliseconds(),
    default: 10_000,
    description: "Response time from which a worker counts as too slow.",
    unit: "ms",
    example: "10000",
  },
  "errors.logLevel": {
    name: "PIGEON_LOG_LEVEL",
    kind: choice<LogLevel>("trace", "debug", "info", "warn", "error", "fatal", "silent"),
    default: "info",
    description: "Least severe level that is logged.",
    example: "info",
  },
  "errors.retentionDays": {
    name: "PIGEON_ERROR_RETENTION_DAYS",
    kind: wholeNumber(1, 3650, "days"),
    default: 7,
    description: "How long recorded errors are kept.",
    unit: "days",
    example: "7",
  },
  "errors.maxErrorsPerCategory": {
    name: "PIGEON_MAX_ERRORS_PER_CATEGORY",
    kind: count(),
    default: 1000,
    description: "Recorded errors kept for each category; the oldest go first.",
    example: "1000",
  },
  "hub.host": {
    name: "PIGEON_HUB_HOST",
    kind: host(),
    default: "127.0.0.1",
    description: "Address that the hub listens on.",
    example: "127.0.0.1",
  },
  "hub.port": {
    name: "PIGEON_HUB_PORT",
    kind: wholeNumber(0, 65_535),
    default: 4040,
    description: "Port that the hub listens on; 0 takes any free one.",
    example: "4040",
  },
  "hub.storeUrl": {
    name: "PIGEON_STORE_URL",
    kind: storeUrl(),
    default: "sqlite:./pigeon.db",
    description: "Where jobs are kept. A password in it is never shown.",
    example: "postgres://pigeon:PASSWORD@db.internal:5432/pigeon",
  },
  "hub.authTokens": {
    name: "PIGEON_AUTH_TOKENS",
    kind: authTokens(),
    default: [],
    description: "Callers that the hub lets in, as name:role:secret; unset turns authentication off.",
    secret: true,
    example: "ci:client:CHANGE-ME-1,runner:worker:CHANGE-ME-2",
  },
  "hub.jobPoisonLimit": {
    name: "PIGEON_JOB_POISON_LIMIT",
    kind: wholeNumber(1, 1000),
    default: 3,
    description: "Times in a row that a job may lose its worker before it becomes a dead letter.",
    example: "3",
  },
  "hub.jobTypeLimits": {
    name: "PIGEON_JOB_TYPE_LIMITS",
    kind: typeLimits(),
    default: [],
    description: "Jobs of each type that may run at once; * for each type not named.",
    example: "image.resize=10,*=100",
  },
  "hub.workerNetworks": {
    name: "PIGEON_WORKER_NETWORKS",
    kind: networks(),
    default: ["127.0.0.0/8", "::1/128"],
    description: "Address ranges in which worker endpoints must lie.",
    example: "10.0.0.0/8,fd00::/8",
  },
  "hub.workerCaFile": {
    name: "PIGEON_WORKER_CA_FILE",
    kind: file(),
    default: "",
    description: "Authorities of the certificates of workers' https endpoints; unset for those of Node.js.",
    example: "/etc/pigeon/workers-ca.crt",
  },
  "hub.tlsCertFile": {
    name: "PIGEON_TLS_CERT_FILE",
    kind: file(),
    default: "",
    description:
      "The hub's certificate and those between it and its authority; with it the hub speaks HTTPS only.",
    example: "/etc/pigeon/hub.crt",
  },
  "hub.tlsKeyFile": {
    name: "PIGEON_TLS_KEY_FILE",
    kind: keyFile(),
    default: "",
    description: "The private key of the hub's certificate, without a passphrase.",
    example: "/etc/pigeon/hub.key",
  },
  "hub.tlsCaFile": {
    name: "PIGEON_TLS_CA_FILE",
    kind: file(),
    default: "",
    description:
      "Authorities of client certificates; with it every caller must show a certificate of theirs.",
    example: "/etc/pigeon/callers-ca.crt",
  },
  "hub.rateLimitPerSecond": {
    name: "PIGEON_RATE_LIMIT_PER_SECOND",
    kind: wholeNumber(0, 1_000_000),
    default: 0,
    description:
      "Requests per second that one token, worker or, without one, address may make; 0 for any number.",
    example: "500",
  },
  "hub.maxConnections": {
    name: "PIGEON_MAX_CONNECTIONS",
    kind: count(),
    default: 20_000,
    description: "Open connections to the hub; further ones are closed at once.",
    example: "20000",
  },
  "hub.maxPendingChanges": {
    name: "PIGEON_HUB_MAX_PENDING_CHANGES",
    kind: count(),
    default: 50_000,
    description: "Changes of jobs that may wait to be written; beyond it submissions get 429.",
    example: "50000",
  },
  "hub.maxPendingPayloadChars": {
    name: "PIGEON_HUB_MAX_PENDING_PAYLOAD_CHARS",
    kind: count(1_000_000_000_000),
    default: 268_435_456,
    description: "Characters of payloads that may wait to be written; beyond it submissions get 429.",
    example: "268435456",
  },
  "hub.maxWaiters": {
    name: "PIGEON_HUB_MAX_WAITERS",
    kind: count(),
    default: 20_000,
    description: "Clients that may wait for jobs to finish; further ones get 429.",
    example: "20000",
  },
  "hub.maxEventStreams": {
    name: "PIGEON_HUB_MAX_EVENT_STREAMS",
    kind: count(),
    default: 100,
    description: "Readers of the events; further ones get 429.",
    example: "100",
  },
  "hub.maxWorkers": {
    name: "PIGEON_HUB_MAX_WORKERS",
    kind: count(),
    default: 20_000,
    description: "Registered workers; further ones get 429 until others leave or are forgotten.",
    example: "20000",
  },
};

/** The paths in the order of the table. */
export const paths: readonly ConfigPath[] = Object.keys(variables) as ConfigPath[];

/** The row at a path, with the type of its value forgotten. */
export function variableAt(path: ConfigPath): Variable<unknown> {
  return variables[path];
}
