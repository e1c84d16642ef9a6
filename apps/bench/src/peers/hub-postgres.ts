import { createClient } from "@pigeon/client";
import type { Contender, Peer, Running } from "../contender.ts";
import { startPostgres, TUNED } from "../servers/postgres.ts";
import { packageVersion } from "../versions.ts";
import { countsOf, LANES, spec, startHub } from "./hub.ts";
import { postgresVersion } from "./postgres-version.ts";

/** As many as the peers on PostgreSQL hold in each worker when they are tuned. */
const SLOTS = 400;

/** So many hubs on one database. The submitter takes them in turn, and each worker process serves them all. */
async function start(folder: string, replicas: number): Promise<Running> {
  const server = await startPostgres(folder, TUNED);
  const hubs = await Promise.all(
    Array.from({ length: replicas }, () => startHub({ PIGEON_STORE_URL: server.url })),
  );
  const clients = hubs.map(({ url }) =>
    createClient({ hub: url, maxConnections: Math.ceil(LANES / replicas) }),
  );
  let turn = 0;
  const next = () => {
    const client = clients[(turn += 1) % clients.length];
    if (client === undefined) throw new Error("there is no hub");
    return client;
  };
  return {
    workers: {
      kind: "hub",
      connection: hubs.map(({ url }) => url).join(","),
      capacity: SLOTS,
      settings: {},
    },
    submit: (data) => next().submit(spec(data)),
    submitMany: (data) => next().submitBatch(data.map(spec)),
    run: (data) => next().run(spec(data)),
    counts: async () => countsOf((await next().status()).jobs),
    stop: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await Promise.all(hubs.map((hub) => hub.stop()));
      await server.stop();
    },
  };
}

const durability = "before the answer";
const contender = (replicas: number): Contender => ({
  name: replicas === 1 ? "Pigeon hub on PostgreSQL" : `${replicas} Pigeon hubs on PostgreSQL`,
  settings: `${replicas === 1 ? "one hub" : `${replicas} hubs`} on one PostgreSQL, tuned; default profile; @pigeon/client with an idempotency key for each job; ${SLOTS} slots in each worker process`,
  durability,
  start: (folder) => start(folder, replicas),
});

export const hubPostgres: Peer = {
  name: "hub-postgres",
  needs: [],
  versions: async () => ({ "Pigeon hub": packageVersion("@pigeon/hub"), PostgreSQL: postgresVersion() }),
  throughput: [1, 2, 3].map(contender),
  recovery: [contender(1)],
};
