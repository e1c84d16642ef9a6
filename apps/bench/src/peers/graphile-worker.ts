import { Logger, makeWorkerUtils } from "graphile-worker";
import { Pool } from "pg";
import type { Contender, Peer, Running } from "../contender.ts";
import { startPostgres, TUNED } from "../servers/postgres.ts";
import { packageVersion } from "../versions.ts";
import { postgresVersion } from "./postgres-version.ts";

interface Settings {
  readonly postgres?: readonly string[];
  /** Connections of the submitter. */
  readonly connections?: number;
  readonly capacity?: number;
  readonly worker?: Readonly<Record<string, unknown>>;
}

async function start(folder: string, settings: Settings): Promise<Running> {
  const { postgres, connections = 10, capacity = 1, worker = {} } = settings;
  const server = await startPostgres(folder, postgres);
  // What fails while everything is being stopped is no news.
  let stopping = false;
  const complain = (level: string, message: string): void => {
    if (!stopping && level === "error") process.stderr.write(`graphile-worker: ${message}\n`);
  };
  const utils = await makeWorkerUtils({
    connectionString: server.url,
    maxPoolSize: connections,
    logger: new Logger(() => complain),
  });
  const books = new Pool({ connectionString: server.url, max: 1 });
  books.on("error", ({ message }) => complain("error", message));
  await utils.migrate();
  return {
    workers: { kind: "graphile-worker", connection: server.url, capacity, settings: worker },
    submit: (data) => utils.addJob("bench", data),
    submitMany: (all) => utils.addJobs(all.map((payload) => ({ identifier: "bench", payload }))),
    // It deletes what is done.
    counts: async () => {
      const { rows } = await books.query<{ unfinished: number }>(
        "select count(*)::int as unfinished from graphile_worker._private_jobs",
      );
      return { unfinished: rows[0]?.unfinished ?? Number.NaN };
    },
    stop: async () => {
      stopping = true;
      await Promise.all([utils.release(), books.end()]);
      await server.stop();
    },
  };
}

const durability = "before the answer";
const throughput: readonly Contender[] = [
  {
    name: "graphile-worker, defaults",
    settings: "one job at a time in each worker",
    durability,
    start: (folder) => start(folder, {}),
  },
  {
    name: "graphile-worker, tuned",
    settings:
      "concurrentJobs 24, localQueue of 500, completeJobBatchDelay 0; submitter's pool of 32; PostgreSQL tuned",
    durability,
    start: (folder) =>
      start(folder, {
        postgres: TUNED,
        connections: 32,
        capacity: 24,
        worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      }),
  },
];

const recovery: readonly Contender[] = [
  {
    name: "graphile-worker",
    settings: "defaults: a lock is void after 4 h, which no setting changes; concurrentJobs 20",
    durability,
    start: (folder) => start(folder, { capacity: 20 }),
  },
];

export const graphileWorker: Peer = {
  name: "graphile-worker",
  needs: [],
  versions: async () => ({
    "graphile-worker": packageVersion("graphile-worker"),
    PostgreSQL: postgresVersion(),
  }),
  throughput,
  recovery,
};
