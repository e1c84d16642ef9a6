import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildDashboard } from "./build-dashboard.ts";
import { createDemoChaos, type DemoChaos } from "./chaos.ts";
import { HUB, startCluster, type Cluster } from "./cluster.ts";
import { demoDefaults } from "./demo-defaults.ts";
import { readOptions } from "./options.ts";

const HELP = `pnpm start [--handlers ./my-handlers.js] [--workers 3] [--slots 4] [--chaos [--seed N]] [--explain-config]

Starts the hub on the embedded store with worker processes that run sample handlers, or yours.
The hub reads PIGEON_* variables; PIGEON_ENV is development unless set.
--chaos kills and freezes workers and disturbs their network all the time, and tells what becomes of their jobs.
--explain-config prints each of its values with the layer that it came from, secrets masked, and ends.`;

const options = readOptions(HELP, {
  handlers: "text",
  workers: { min: 1, max: 100 },
  slots: { min: 1, max: 1000 },
  chaos: "flag",
  seed: { min: 0, max: 2 ** 31 },
  "explain-config": "flag",
});
const env = demoDefaults();
if (options["explain-config"] === true) {
  const command = ["--conditions=@pigeon/source", HUB, "--explain-config"];
  const { status } = spawnSync(process.execPath, command, {
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  process.exit(status ?? 1);
}

const tokenOf = (roles: RegExp): string | undefined =>
  process.env["PIGEON_AUTH_TOKENS"]
    ?.split(",")
    .find((token) => roles.test(token))
    ?.split(":")
    .slice(2)
    .join(":");

let chaos: DemoChaos | undefined;
try {
  if (options.chaos === true) {
    const from = { ...process.env, ...env };
    const token = tokenOf(/:(client|admin):/);
    chaos = createDemoChaos({ seed: options.seed, env: from, token, say: (line) => console.log(line) });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

const built = buildDashboard((line) => console.log(line));
const logs = resolve(".pigeon/logs");
mkdirSync(logs, { recursive: true });
let cluster: Cluster;
try {
  cluster = await startCluster({
    workers: options.workers ?? 3,
    slots: options.slots ?? 4,
    handlers: options.handlers ?? fileURLToPath(new URL("sample-handlers.ts", import.meta.url)),
    logs,
    env,
    token: tokenOf(/:(worker|admin):/),
    way: chaos?.way,
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

const { url, types, workers } = cluster;
const sample = types.includes("text.stats") ? "text.stats" : (types[0] ?? "");
console.log(`Pigeon is up at ${url}, with ${workers.size} worker ${workers.size === 1 ? "process" : "processes"} for ${types.join(", ")} (logs: ${join(".pigeon", "logs")}).
${(await built) ? `\nSee it in your browser: ${url}/\n` : ""}
Try:
  curl -s ${url}/v1/jobs -H 'content-type: application/json' -d '{"type":"${sample}","payload":{"text":"a bird in the hand"}}'
  curl -s '${url}/v1/jobs?limit=1'
  curl -s ${url}/v1/status

Or kill a worker and see its jobs move: ${[...workers].map(([id, { pid }]) => `${id} is pid ${pid}`).join(", ")}.
Ctrl-C stops it all: the workers finish what they hold first.`);

let stopping = false;
const stop = async () => {
  console.log("\nStopping: the workers finish what they hold, then the hub goes (Ctrl-C again: at once).");
  await chaos?.stop();
  await cluster.stop();
  console.log("Stopped. Queued jobs are in the store and go on at the next start.");
  process.exit(0);
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(130);
    stopping = true;
    void stop();
  });
}
for (const [id, worker] of workers) {
  void worker.ended.then(() => {
    if (!stopping && chaos === undefined) console.log(`${id} is gone; the hub gives its jobs to the others.`);
  });
}
void cluster.hub.ended.then((code) => {
  if (stopping) return;
  console.error(
    `The hub ended by itself (code ${code}); see ${join(".pigeon", "logs", "hub.log")}. Start it again: no job is lost.`,
  );
  process.exit(1);
});
chaos?.begin(cluster);
