import { Queue, QueueEvents } from "bullmq";
import type { Contender, JobData, Peer, Running } from "../contender.ts";
import { startRedis } from "../servers/redis.ts";
import { packageVersion, programVersion } from "../versions.ts";

const UNFINISHED = ["waiting", "active", "delayed", "prioritized", "failed"] as const;

async function start(
  folder: string,
  appendfsync: "always" | "everysec",
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Running> {
  const redis = await startRedis(folder, appendfsync);
  const connection = { host: "127.0.0.1", port: redis.port };
  const queue = new Queue<JobData>("bench", { connection });
  const events = new QueueEvents("bench", { connection });
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
  return {
    workers: { kind: "bullmq", connection: String(redis.port), capacity: 100, settings },
    submit: (data) => queue.add(data.type, data),
    submitMany: (all) => queue.addBulk(all.map((data) => ({ name: data.type, data }))),
    run: async (data) => (await queue.add(data.type, data)).waitUntilFinished(events, 60_000),
    counts: async () => {
      const found = await queue.getJobCounts(...UNFINISHED, "completed");
      const unfinished = UNFINISHED.reduce((sum, state) => sum + (found[state] ?? 0), 0);
      return { unfinished, done: found["completed"] ?? 0 };
    },
    stop: async () => {
      await Promise.all([queue.close(), events.close()]);
      await redis.stop();
    },
  };
}

const throughput: readonly Contender[] = [
  {
    name: "BullMQ, synced",
    settings: "Redis with appendonly yes, appendfsync always; concurrency 100",
    durability: "before the answer",
    start: (folder) => start(folder, "always"),
  },
  {
    name: "BullMQ, everysec",
    settings: "Redis with appendonly yes and its default appendfsync everysec; concurrency 100",
    durability: "up to 1 s later",
    start: (folder) => start(folder, "everysec"),
  },
];

const recovery: readonly Contender[] = [
  {
    name: "BullMQ",
    settings: "defaults: lockDuration 30 s, stalledInterval 30 s",
    durability: "before the answer",
    start: (folder) => start(folder, "always"),
  },
  {
    name: "BullMQ",
    settings: "lockDuration 1 s, stalledInterval 1 s",
    durability: "before the answer",
    start: (folder) => start(folder, "always", { lockDuration: 1_000, stalledInterval: 1_000 }),
  },
];

export const bullmq: Peer = {
  name: "bullmq",
  needs: [{ program: "redis-server", install: "apt-get install -y redis-server" }],
  versions: async () => ({
    BullMQ: packageVersion("bullmq"),
    ioredis: packageVersion("ioredis"),
    Redis: await programVersion("redis-server", "--version"),
  }),
  throughput,
  recovery,
};
