import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startCluster, type Cluster } from "./cluster.ts";

const HELP = `pnpm start [--handlers ./my-handlers.js] [--workers 3] [--slots 4]

Starts the hub on the embedded store with worker processes that run sample handlers, or yours.
The hub reads PIGEON_* variables; PIGEON_ENV is development unless set.`;

const { values } = parseArgs({
  options: {
    handlers: { type: "string" },
    workers: { type: "string", default: "3" },
    slots: { type: "string", default: "4" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const logs = resolve(".pigeon/logs");
mkdirSync(logs, { recursive: true });
const workerToken = process.env["PIGEON_AUTH_TOKENS"]
  ?.split(",")
  .find((token) => /:(worker|admin):/.test(token));

let cluster: Cluster;
try {
  cluster = await startCluster({
    workers: count("workers", values.workers, 100),
    slots: count("slots", values.slots, 1000),
    handlers: values.handlers ?? fileURLToPath(new URL("sample-handlers.ts", import.meta.url)),
    logs,
    env: {
      PIGEON_ENV: process.env["PIGEON_ENV"] || "development",
      PIGEON_LOG_LEVEL: process.env["PIGEON_LOG_LEVEL"] || "warn",
    },
    token: workerToken?.split(":").slice(2).join(":"),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

const { url } = cluster;
const sample = values.handlers === undefined ? "text.stats" : "your.type";
console.log(`Pigeon is up at ${url}, with ${cluster.workers.size} worker processes (logs: ${join(".pigeon", "logs")}).

Try:
  curl -s ${url}/v1/jobs -H 'content-type: application/json' -d '{"type":"${sample}","payload":{"text":"a bird in the hand"}}'
  curl -s '${url}/v1/jobs?limit=1'
  curl -s ${url}/v1/status

Or kill a worker and see its jobs move: ${[...cluster.workers].map(([id, { pid }]) => `${id} is pid ${pid}`).join(", ")}.
Ctrl-C stops it all: the workers finish what they hold first.`);

let stopping = false;
const stop = async () => {
  console.log("\nStopping: the workers finish what they hold, then the hub goes (Ctrl-C again: at once).");
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
for (const [id, worker] of cluster.workers) {
  void worker.ended.then(() => {
    if (!stopping) console.log(`${id} is gone; the hub gives its jobs to the others.`);
  });
}
void cluster.hub.ended.then((code) => {
  if (stopping) return;
  console.error(
    `The hub ended by itself (code ${code}); see ${join(".pigeon", "logs", "hub.log")}. Start it again: no job is lost.`,
  );
  process.exit(1);
});

function count(option: string, text: string, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  console.error(`--${option}: expected a whole number from 1 to ${max}, received ${JSON.stringify(text)}`);
  process.exit(2);
}
