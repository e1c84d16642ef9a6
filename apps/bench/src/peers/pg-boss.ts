import { PgBoss, type ConstructorOptions, type QueueOptions } from "pg-boss";
import type { Contender, JobData, Peer, Running } from "../contender.ts";
import { startPostgres, TUNED } from "../servers/postgres.ts";
import { packageVersion } from "../versions.ts";
import type { PgBossWorkerSettings } from "../workers/pg-boss.ts";
import { postgresVersion } from "./postgres-version.ts";

interface Settings {
  readonly postgres?: readonly string[];
  readonly boss?: Partial<ConstructorOptions>;
  readonly queue?: QueueOptions & { readonly notify?: boolean };
  readonly work?: PgBossWorkerSettings["work"];
}

const COUNT = `select count(*) filter (where state <> 'completed')::int as unfinished,
  count(*) filter (where state = 'completed')::int as done from pgboss.job where name = 'bench'`;

async function start(
  folder: string,
  { postgres, boss: options = {}, queue, work }: Settings,
): Promise<Running> {
  const server = await startPostgres(folder, postgres);
  const boss = new PgBoss({ connectionString: server.url, ...options });
  // What fails while everything is being stopped is no news.
  let stopping = false;
  boss.on("error", ({ message }) => {
    if (!stopping) process.stderr.write(`pg-boss: ${message}\n`);
  });
  await boss.start();
  await boss.createQueue("bench", queue);
  // The settings of the submitter's pool are not those of the workers.
  const { max: _, ...bossOfWorkers } = options;
  const settings = { boss: bossOfWorkers, ...(work === undefined ? {} : { work }) };
  return {
    workers: { kind: "pg-boss", connection: server.url, capacity: work?.batchSize ?? 1, settings },
    submit: (data) => boss.send("bench", data),
    submitMany: (all: readonly JobData[]) =>
      boss.insert(
        "bench",
        all.map((data) => ({ data })),
      ),
    counts: async () => {
      const { rows } = await boss.getDb().executeSql(COUNT);
      return rows[0] as { unfinished: number; done: number };
    },
    stop: async () => {
      stopping = true;
      await boss.stop({ graceful: false });
      await server.stop();
    },
  };
}

const durability = "before the answer";
const TUNED_WORK = {
  batchSize: 200,
  localConcurrency: 2,
  pollingIntervalSeconds: 0.5,
  burstWhenBatchFull: true,
};

const throughput: readonly Contender[] = [
  {
    name: "pg-boss, defaults",
    settings: "each worker polls every 2 s for one job",
    durability,
    slow: true,
    start: (folder) => start(folder, {}),
  },
  {
    name: "pg-boss, tuned",
    settings:
      "batchSize 200, localConcurrency 2, poll every 0.5 s (its minimum), burstWhenBatchFull; submitter's pool of 32; PostgreSQL tuned",
    durability,
    polls: true,
    start: (folder) => start(folder, { postgres: TUNED, boss: { max: 32 }, work: TUNED_WORK }),
  },
  {
    name: "pg-boss, tuned, notified",
    settings:
      "the same with LISTEN/NOTIFY: wakes workers at once, but PostgreSQL lets transactions that notify commit only one after another",
    durability,
    start: (folder) =>
      start(folder, {
        postgres: TUNED,
        boss: { useListenNotify: true, max: 32 },
        queue: { notify: true },
        work: TUNED_WORK,
      }),
  },
];

const recovery: readonly Contender[] = [
  {
    name: "pg-boss",
    settings: "defaults: expireInSeconds 900, checked every 60 s; batchSize 20",
    durability,
    start: (folder) => start(folder, { work: { batchSize: 20 } }),
  },
  {
    name: "pg-boss",
    settings: "heartbeatSeconds 10 (its minimum), supervise and monitor every 1 s; batchSize 20",
    durability,
    start: (folder) =>
      start(folder, {
        boss: { superviseIntervalSeconds: 1, monitorIntervalSeconds: 1 },
        queue: { heartbeatSeconds: 10 },
        work: { batchSize: 20, pollingIntervalSeconds: 0.5 },
      }),
  },
];

export const pgBoss: Peer = {
  name: "pg-boss",
  needs: [],
  versions: async () => ({ "pg-boss": packageVersion("pg-boss"), PostgreSQL: postgresVersion() }),
  throughput,
  recovery,
};
