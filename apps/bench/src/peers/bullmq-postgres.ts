import { createPostgresBackend, Queue, QueueEvents } from "bullmq";
import type { Contender, JobData, Peer, Running } from "../contender.ts";
import { startPostgres, TUNED } from "../servers/postgres.ts";
import { packageVersion } from "../versions.ts";
import { postgresVersion } from "./postgres-version.ts";

const UNFINISHED = ["waiting", "active", "delayed", "prioritized", "failed"] as const;

async function start(folder: string): Promise<Running> {
  const server = await startPostgres(folder, TUNED);
  const connection = { connectionString: server.url, max: 32, migrate: true };
  const queue = new Queue("bench", { connection }, createPostgresBackend);
  // What fails while everything is being stopped is no news.
  let stopping = false;
  const complain = ({ message }: Error) => {
    if (!stopping) process.stderr.write(`bullmq: ${message}\n`);
  };
  queue.on("error", complain);
  await queue.waitUntilReady();
  const events = new QueueEvents(
    "bench",
    { connection: { ...connection, max: 4, migrate: false } },
    createPostgresBackend,
  );
  events.on("error", complain);
  await events.waitUntilReady();
  return {
    workers: { kind: "bullmq-postgres", connection: server.url, capacity: 100, settings: {} },
    submit: (data) => queue.add(data.type, data),
    submitMany: (all: readonly JobData[]) => queue.addBulk(all.map((data) => ({ name: data.type, data }))),
    run: async (data) => (await queue.add(data.type, data)).waitUntilFinished(events, 60_000),
    counts: async () => {
      const found = await queue.getJobCounts(...UNFINISHED, "completed");
      const unfinished = UNFINISHED.reduce((sum, state) => sum + (found[state] ?? 0), 0);
      return { unfinished, done: found["completed"] ?? 0 };
    },
    stop: async () => {
      stopping = true;
      await Promise.all([queue.close(), events.close()]);
      await server.stop();
    },
  };
}

const durability = "before the answer";
const throughput: readonly Contender[] = [
  {
    name: "BullMQ on PostgreSQL",
    settings: "its PostgreSQL backend; concurrency 100; submitter's pool of 32; PostgreSQL tuned",
    durability,
    start,
  },
];

export const bullmqPostgres: Peer = {
  name: "bullmq-postgres",
  needs: [],
  versions: async () => ({ BullMQ: packageVersion("bullmq"), PostgreSQL: postgresVersion() }),
  throughput,
  recovery: [{ name: "BullMQ on PostgreSQL", settings: "defaults", durability, start }],
};
