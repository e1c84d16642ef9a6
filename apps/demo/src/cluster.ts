import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startChild, type Child } from "./child.ts";

/** The script of the hub's command. */
export const HUB: string = programOf("@pigeon/hub");
const WORKER = programOf("@pigeon/worker");

export interface ClusterOptions {
  readonly workers: number;
  readonly slots: number;
  /** Path of the module with the handlers. */
  readonly handlers: string;
  /** Folder for the logs. */
  readonly logs: string;
  /** Variables for the hub and the workers, over those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What the workers show to the hub, when it asks for tokens. */
  readonly token?: string | undefined;
  /** Makes the address at which workers reach the hub. Default its own. */
  readonly way?: ((url: string) => Promise<string>) | undefined;
}

/** A hub and its workers, each in a process of its own. */
export interface Cluster {
  readonly url: string;
  readonly hub: Child;
  /** The job types that the workers run. */
  readonly types: readonly string[];
  /** By worker id. */
  readonly workers: ReadonlyMap<string, Child>;
  /** Starts the hub again, on the same address and store. */
  restartHub(): Promise<void>;
  /** Starts one more worker, with these arguments over the usual ones. */
  addWorker(id: string, more?: readonly string[]): Promise<Child>;
  /** Workers finish what they hold, then the hub stops. */
  stop(): Promise<void>;
}

const DRAIN_MS = 30_000;
const HUB_STOP_MS = 12_000;

/** @throws an Error that tells what the hub or a worker wrote when it did not start. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const env = { ...process.env, ...options.env };
  const startHub = (port: string | undefined) =>
    startChild({
      name: "the hub",
      script: HUB,
      env: port === undefined ? env : { ...env, PIGEON_HUB_PORT: port },
      ready: /listening on (\S+?),/,
      log: join(options.logs, "hub.log"),
    });
  const started = await startHub(undefined);
  const url = started.match[1] ?? "";
  const hubOfWorkers = (await options.way?.(url)) ?? url;
  let hub = started.child;
  const workers = new Map<string, Child>();
  let types: string[] = [];

  const addWorker = async (id: string, more: readonly string[] = []) => {
    const usual = ["--hub", hubOfWorkers, "--id", id, "--slots", String(options.slots)];
    const args = [...usual, "--handlers", options.handlers, ...more];
    const { child, match } = await startChild({
      name: `worker ${id}`,
      script: WORKER,
      args,
      env: options.token === undefined ? env : { ...env, PIGEON_TOKEN: options.token },
      ready: /ready at \S+: (.*) \(/,
      log: join(options.logs, `${id}.log`),
    });
    workers.set(id, child);
    types = match[1]?.split(", ") ?? [];
    return child;
  };
  const stop = async () => {
    await Promise.all([...workers.values()].map((worker) => worker.stop(DRAIN_MS)));
    await hub.stop(HUB_STOP_MS);
  };

  try {
    await Promise.all(
      Array.from({ length: options.workers }, (_, index) => addWorker(`worker-${index + 1}`)),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    get hub() {
      return hub;
    },
    get types() {
      return types;
    },
    workers,
    restartHub: async () => {
      hub = (await startHub(new URL(url).port)).child;
    },
    addWorker,
    stop,
  };
}

/** The script behind a package's command. */
function programOf(name: string): string {
  const manifest = import.meta.resolve(`${name}/package.json`);
  const { bin } = JSON.parse(readFileSync(new URL(manifest), "utf8")) as { bin: Record<string, string> };
  return fileURLToPath(new URL(Object.values(bin)[0] ?? "", manifest));
}
