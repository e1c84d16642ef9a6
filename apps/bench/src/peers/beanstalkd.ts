import { connectBeanstalk } from "../beanstalk-client.ts";
import type { Contender, Peer, Running } from "../contender.ts";
import { startBeanstalkd } from "../servers/beanstalkd.ts";
import { programVersion } from "../versions.ts";

const CONNECTIONS = 64;
const UNFINISHED = ["ready", "reserved", "delayed", "buried"];

async function start(folder: string, capacity: number): Promise<Running> {
  const server = await startBeanstalkd(folder);
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => connectBeanstalk(server.port)),
  );
  let turn = 0;
  const next = (): (typeof connections)[number] => {
    turn = (turn + 1) % CONNECTIONS;
    const found = connections[turn];
    if (found === undefined) throw new Error("no connection to beanstalkd");
    return found;
  };
  return {
    workers: { kind: "beanstalkd", connection: String(server.port), capacity, settings: {} },
    submit: (data) => next().put([JSON.stringify(data)]),
    submitMany: (all) => next().put(all.map((data) => JSON.stringify(data))),
    counts: async () => {
      const stats = await next().stats();
      const unfinished = UNFINISHED.reduce((sum, state) => sum + Number(stats[`current-jobs-${state}`]), 0);
      return { unfinished, done: Number(stats["cmd-delete"]) };
    },
    stop: async () => {
      for (const connection of connections) connection.close();
      await server.stop();
    },
  };
}

const durability = "before the answer";
const throughput: readonly Contender[] = [
  {
    name: "beanstalkd",
    settings: "-b DIR -f 0; 32 connections in each worker; batches are 100 puts in one write",
    durability,
    start: (folder) => start(folder, 32),
  },
];
const recovery: readonly Contender[] = [
  {
    name: "beanstalkd",
    settings: "defaults: a job goes back when its worker's connection ends; 20 connections",
    durability,
    start: (folder) => start(folder, 20),
  },
];

export const beanstalkd: Peer = {
  name: "beanstalkd",
  needs: [{ program: "beanstalkd", install: "apt-get install -y beanstalkd" }],
  versions: async () => ({ beanstalkd: await programVersion("beanstalkd", "-v") }),
  throughput,
  recovery,
};
