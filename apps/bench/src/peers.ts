import type { Peer } from "./contender.ts";
import { beanstalkd } from "./peers/beanstalkd.ts";
import { bullmq } from "./peers/bullmq.ts";
import { bullmqPostgres } from "./peers/bullmq-postgres.ts";
import { graphileWorker } from "./peers/graphile-worker.ts";
import { hub } from "./peers/hub.ts";
import { hubPostgres } from "./peers/hub-postgres.ts";
import { pgBoss } from "./peers/pg-boss.ts";

export const PEERS: readonly Peer[] = [
  hub,
  hubPostgres,
  bullmq,
  bullmqPostgres,
  pgBoss,
  graphileWorker,
  beanstalkd,
];
