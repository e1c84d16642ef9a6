import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@pigeon/client";
import { Pool } from "undici";
import type { Contender, Counts, JobData, Peer, Running } from "../contender.ts";
import { end, SOURCE_FLAGS, startProgram } from "../processes.ts";
import { packageVersion } from "../versions.ts";

export const LANES = 64;

interface Hub {
  readonly url: string;
  stop(): Promise<void>;
}

/** The hub's own command. */
export async function startHub(env: Record<string, string>): Promise<Hub> {
  const manifest = import.meta.resolve("@pigeon/hub/package.json");
  const { bin } = JSON.parse(readFileSync(new URL(manifest), "utf8")) as { bin: { "pigeon-hub": string } };
  const script = fileURLToPath(new URL(bin["pigeon-hub"], manifest));
  const { child, match } = await startProgram(
    process.execPath,
    [...SOURCE_FLAGS, script],
    /listening on (http\S+),/,
    { ...process.env, PIGEON_HUB_PORT: "0", PIGEON_LOG_LEVEL: "warn", ...env },
  );
  return { url: match[1] ?? "", stop: () => end(child, "SIGTERM") };
}

const onDisk = (folder: string): Record<string, string> => ({
  PIGEON_STORE_URL: `sqlite:${join(folder, "hub.db")}`,
});

export const spec = (data: JobData): { type: string; payload: JobData } => ({
  type: data.type,
  payload: data,
});

function workersOf(url: string): Running["workers"] {
  return { kind: "hub", connection: url, capacity: 100, settings: {} };
}

/** As a user does it: through the client library, each job with an idempotency key of its own. */
async function byClient(folder: string, env: Record<string, string> = {}): Promise<Running> {
  const hub = await startHub({ ...onDisk(folder), ...env });
  const client = createClient({ hub: hub.url, maxConnections: LANES });
  return {
    workers: workersOf(hub.url),
    submit: (data) => client.submit(spec(data)),
    submitMany: (data) => client.submitBatch(data.map(spec)),
    run: (data) => client.run(spec(data)),
    counts: async () => countsOf((await client.status()).jobs),
    stop: async () => {
      await client.close();
      await hub.stop();
    },
  };
}

type StateCounts = Readonly<Record<"queued" | "leased" | "succeeded" | "dead" | "cancelled", number>>;

export function countsOf({ queued, leased, succeeded, dead, cancelled }: StateCounts): Counts {
  return { unfinished: queued + leased + dead + cancelled, done: succeeded };
}

/** The same hub without the client library and without idempotency keys: what another language would do. */
async function byHttp(folder: string): Promise<Running> {
  const hub = await startHub(onDisk(folder));
  const pool = new Pool(hub.url, { connections: LANES });
  const call = async <T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> => {
    const content = { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const answer = await pool.request({ method, path, ...(body === undefined ? {} : content) });
    const text = await answer.body.text();
    if (answer.statusCode > 299) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`);
    return JSON.parse(text) as T;
  };
  return {
    workers: workersOf(hub.url),
    submit: (data) => call("POST", "/v1/jobs", spec(data)),
    submitMany: (data) => call("POST", "/v1/jobs/batch", { jobs: data.map(spec) }),
    run: async (data) => {
      const { id } = await call<{ id: string }>("POST", "/v1/jobs", spec(data));
      const { state } = await call<{ state: string }>("GET", `/v1/jobs/${id}?waitMs=10000`);
      if (state !== "succeeded") throw new Error(`the job is ${state}`);
    },
    counts: async () => countsOf((await call<{ jobs: StateCounts }>("GET", "/v1/status")).jobs),
    stop: async () => {
      await pool.destroy();
      await hub.stop();
    },
  };
}

const durability = "before the answer";
const throughput: readonly Contender[] = [
  {
    name: "Pigeon hub",
    settings: "SQLite; default profile; @pigeon/client with an idempotency key for each job; 100 slots",
    durability,
    start: (folder) => byClient(folder),
  },
  {
    name: "Pigeon hub, plain HTTP",
    settings: "the same, called without the client library and without idempotency keys",
    durability,
    start: byHttp,
  },
];

const recovery: readonly Contender[] = [
  {
    name: "Pigeon hub",
    settings: "default profile: heartbeat 30 s",
    durability,
    start: (folder) => byClient(folder),
  },
  {
    name: "Pigeon hub",
    settings: "development profile: heartbeat 1 s",
    durability,
    start: (folder) => byClient(folder, { PIGEON_ENV: "development", PIGEON_LOG_LEVEL: "warn" }),
  },
];

export const hub: Peer = {
  name: "hub",
  needs: [],
  versions: async () => ({ "Pigeon hub": packageVersion("@pigeon/hub") }),
  throughput,
  recovery,
};
