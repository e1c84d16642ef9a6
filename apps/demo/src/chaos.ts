import { setTimeout as sleep } from "node:timers/promises";
import { createChaos, type Chaos, type TcpProxy } from "@pigeon/chaos";
import { createClient, type Client } from "@pigeon/client";
import { ChaosWatch } from "./chaos-watch.ts";
import type { Cluster } from "./cluster.ts";

export interface DemoChaosOptions {
  readonly seed: number | undefined;
  /** Where NODE_ENV and PIGEON_ENV are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a client shows to the hub, when it asks for tokens. */
  readonly token: string | undefined;
  readonly say: (line: string) => void;
}

/** Chaos for the fleet of `pnpm start`. */
export interface DemoChaos {
  /** An address that leads workers to the hub, and that may become slow or break. */
  readonly way: (url: string) => Promise<string>;
  /** Strikes until `stop`. */
  begin(cluster: Cluster): void;
  /** Ends it and heals all. */
  stop(): Promise<void>;
}

/** A little work of the samples, so that there is something to lose. */
const EVERY_MS = 250;
const SAMPLE = { type: "sleep", mostMs: 1500 };
const SLOW_MS = 150;

/** @throws ChaosInProductionError where the environment says production. */
export function createDemoChaos({ seed, env, token, say }: DemoChaosOptions): DemoChaos {
  const chaos = createChaos({ enabled: true, env, ...(seed === undefined ? {} : { seed }) });
  const tell = (line: string): void => say(`chaos: ${line}`);
  const watch = new ChaosWatch(tell);
  const ending = new AbortController();
  const doing: Promise<unknown>[] = [];
  let proxy: TcpProxy | undefined;
  let stopNemesis = async (): Promise<void> => {};
  return {
    way: async (url) => {
      const { protocol, hostname, port } = new URL(url);
      proxy = await chaos.proxy({ target: { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) } });
      return `${protocol}//127.0.0.1:${proxy.port}`;
    },
    begin(cluster) {
      const client = createClient({ hub: cluster.url, ...(token === undefined ? {} : { token }) });
      doing.push(follow(client, watch, ending.signal), submitSamples(client, cluster, ending.signal));
      ending.signal.addEventListener("abort", () => void client.close());
      stopNemesis = strike(chaos, cluster, proxy, watch, tell);
      tell(`seed ${chaos.seed}; workers are killed and frozen, and their network becomes slow or breaks`);
    },
    async stop() {
      await stopNemesis();
      ending.abort();
      await Promise.allSettled(doing);
      await proxy?.close();
    },
  };
}

function strike(
  chaos: Chaos,
  cluster: Cluster,
  proxy: TcpProxy | undefined,
  watch: ChaosWatch,
  tell: (line: string) => void,
): () => Promise<void> {
  const ids = [...cluster.workers.keys()];
  const everyMs = { min: 3000, max: 7000 };
  const workers = chaos.nemesis({
    name: "workers",
    victims: ids.map((id) => ({
      name: id,
      process: () => (cluster.workers.get(id)?.alive === true ? cluster.workers.get(id)?.pid : undefined),
      restart: () => cluster.addWorker(id),
    })),
    actions: [
      { kind: "kill", downMs: { min: 500, max: 2000 } },
      { kind: "pause", forMs: { min: 2000, max: 6000 } },
    ],
    everyMs,
    keepUp: Math.min(1, ids.length - 1),
  });
  let finishedBefore = 0;
  const network = chaos.nemesis({
    name: "network",
    victims: [
      {
        name: "the workers' network",
        hurt: (action) => {
          finishedBefore = watch.finished;
          const lane = { latencyMs: SLOW_MS, jitterMs: SLOW_MS / 3 };
          tell(
            action === "kill"
              ? "the workers' network breaks"
              : `the workers' network is ${SLOW_MS} ms slower each way`,
          );
          proxy?.set(action === "kill" ? { refuse: { rate: 1 } } : { toServer: lane, toClient: lane });
          if (action === "kill") proxy?.reset();
        },
        heal: () => {
          proxy?.set({});
          tell(
            `the workers' network is well again; jobs finished meanwhile: ${watch.finished - finishedBefore}`,
          );
        },
      },
    ],
    actions: [
      { kind: "kill", downMs: { min: 300, max: 1500 } },
      { kind: "pause", forMs: { min: 2000, max: 5000 } },
    ],
    everyMs: { min: 6000, max: 15_000 },
  });
  chaos.onEvent((event) => {
    if (event.type !== "process" || event.nemesis !== "workers") return;
    const { victim, action, error } = event;
    if (action === "kill") watch.hurt(victim, "kill -9", Date.now());
    else if (action === "pause") watch.hurt(victim, "freeze (SIGSTOP)", Date.now());
    else if (action === "restart") tell(`${victim} is started again`);
    else if (action === "continue") tell(`${victim} goes on (SIGCONT)`);
    else if (action === "fail") tell(`${victim}: ${error instanceof Error ? error.message : String(error)}`);
  });
  for (const nemesis of [workers, network]) nemesis.start();
  return async () => {
    await Promise.all([workers.stop(), network.stop()]);
  };
}

async function follow(client: Client, watch: ChaosWatch, signal: AbortSignal): Promise<void> {
  for await (const event of client.events({ types: ["job"], signal })) {
    if (event.event === "job") watch.job(event.data);
    else if (event.event === "reset") watch.reset();
  }
}

/** Where the samples run, some of them are always under way. */
async function submitSamples(client: Client, { types }: Cluster, signal: AbortSignal): Promise<void> {
  if (!types.includes(SAMPLE.type)) return;
  for (let n = 0; !signal.aborted; n += 1) {
    const ms = 300 + ((n * 367) % SAMPLE.mostMs);
    await client
      .submit({ type: SAMPLE.type, payload: { ms }, labels: { by: "chaos" } }, { signal })
      .catch(() => {});
    await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
