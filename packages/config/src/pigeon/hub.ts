import type { Field } from "../field.ts";
import { duration } from "../kinds/duration.ts";
import { integer, type IntegerOptions } from "../kinds/integer.ts";
import { text } from "../kinds/text.ts";
import { defineSection, type Section } from "../schema/section.ts";
import { authTokens, type AuthToken } from "./auth-tokens.ts";
import { count } from "./count.ts";
import { host } from "./host.ts";
import { networks } from "./networks.ts";
import { keyFile, pemFile } from "./pem-file.ts";
import { storeUrl } from "./store-url.ts";
import { typeLimits, type JobTypeLimit } from "./type-limits.ts";

/** What the hub itself does. */
export interface HubConfig {
  readonly host: string;
  readonly port: number;
  /** `""` for one made of machine and port. */
  readonly name: string;
  readonly storeUrl: string;
  readonly storeWaitMs: number;
  readonly authTokens: readonly AuthToken[];
  readonly jobPoisonLimit: number;
  readonly jobTypeLimits: readonly JobTypeLimit[];
  readonly workerNetworks: readonly string[];
  /** `""` for none, as with the other files. */
  readonly workerCaFile: string;
  readonly tlsCertFile: string;
  readonly tlsKeyFile: string;
  readonly tlsCaFile: string;
  readonly rateLimitPerSecond: number;
  readonly maxConnections: number;
  readonly maxPendingChanges: number;
  readonly maxPendingPayloadChars: number;
  readonly maxWaiters: number;
  readonly maxEventStreams: number;
  readonly maxWorkers: number;
}

const port = (options: IntegerOptions): Field<number> => integer({ min: 0, max: 65_535, ...options });

/** The section `hub`: `…HUB_PORT`, `…STORE_URL` and so on. */
export const hubSection: Section<"hub", HubConfig> = defineSection("hub", {
  host: host({ default: "127.0.0.1", describe: "Address that the hub listens on." }),
  port: port({ default: 4040, describe: "Port that the hub listens on; 0 takes any free one." }),
  name: text({
    default: "",
    minLength: 0,
    maxLength: 100,
    describe:
      "Tells this hub from others on its database; the same after a restart. Unset: machine and port.",
    example: "hub-a",
  }),
  storeUrl: storeUrl({
    env: "STORE_URL",
    default: "sqlite:./pigeon.db",
    describe: "Where jobs are kept. A password in it is never shown.",
    example: "postgres://pigeon:PASSWORD@db.internal:5432/pigeon",
  }),
  storeWaitMs: duration({
    env: "STORE_WAIT_MS",
    unit: "ms",
    min: 0,
    default: 60_000,
    describe: "How long a hub that starts waits for a database that is out of reach; 0 not at all.",
    example: "1h",
  }),
  authTokens: authTokens({
    env: "AUTH_TOKENS",
    default: [],
    describe: "Callers that the hub lets in, as name:role:secret; unset turns authentication off.",
  }),
  jobPoisonLimit: integer({
    env: "JOB_POISON_LIMIT",
    min: 1,
    max: 1000,
    default: 3,
    describe: "Times in a row that a job may lose its worker before it becomes a dead letter.",
  }),
  jobTypeLimits: typeLimits({
    env: "JOB_TYPE_LIMITS",
    default: [],
    describe: "Jobs of each type that may run at once; * for each type not named.",
  }),
  workerNetworks: networks({
    env: "WORKER_NETWORKS",
    default: ["127.0.0.0/8", "::1/128"],
    describe: "Address ranges in which worker endpoints must lie.",
    example: "10.0.0.0/8,fd00::/8",
  }),
  workerCaFile: pemFile({
    env: "WORKER_CA_FILE",
    default: "",
    describe: "Authorities of the certificates of workers' https endpoints; unset for those of Node.js.",
    example: "/etc/pigeon/workers-ca.crt",
  }),
  tlsCertFile: pemFile({
    env: "TLS_CERT_FILE",
    default: "",
    describe:
      "The hub's certificate and those between it and its authority; with it the hub speaks HTTPS only.",
    example: "/etc/pigeon/hub.crt",
  }),
  tlsKeyFile: keyFile({
    env: "TLS_KEY_FILE",
    default: "",
    describe: "The private key of the hub's certificate, without a passphrase.",
    example: "/etc/pigeon/hub.key",
  }),
  tlsCaFile: pemFile({
    env: "TLS_CA_FILE",
    default: "",
    describe: "Authorities of client certificates; with it every caller must show a certificate of theirs.",
    example: "/etc/pigeon/callers-ca.crt",
  }),
  rateLimitPerSecond: integer({
    env: "RATE_LIMIT_PER_SECOND",
    min: 0,
    max: 1_000_000,
    default: 0,
    describe:
      "Requests per second that one token, worker or, without one, address may make; 0 for any number.",
    example: "500",
  }),
  maxConnections: count({
    env: "MAX_CONNECTIONS",
    default: 20_000,
    describe: "Open connections to the hub; further ones are closed at once.",
  }),
  maxPendingChanges: count({
    default: 50_000,
    describe: "Changes of jobs that may wait to be written; beyond it submissions get 429.",
  }),
  maxPendingPayloadChars: count({
    max: 1_000_000_000_000,
    default: 268_435_456,
    describe: "Characters of payloads that may wait to be written; beyond it submissions get 429.",
  }),
  maxWaiters: count({
    default: 20_000,
    describe: "Clients that may wait for jobs to finish; further ones get 429.",
  }),
  maxEventStreams: count({
    default: 100,
    describe: "Readers of the events; further ones get 429.",
  }),
  maxWorkers: count({
    default: 20_000,
    describe: "Registered workers; further ones get 429 until others leave or are forgotten.",
  }),
});
