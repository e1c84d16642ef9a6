import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@pigeon/client";
import { startCluster } from "./cluster.ts";
import { allJobs, followAndKill, submitAll } from "./demo-run.ts";
import { withoutPigeon } from "./environment.ts";
import { fileStats } from "./file-stats.ts";
import { findFiles } from "./find-files.ts";
import { readOptions } from "./options.ts";
import { Progress } from "./progress.ts";
import { isFlawless, judge, renderVerdict } from "./verdict.ts";

const HELP = `pnpm demo [--limit N]

One job for each Markdown and JavaScript file under node_modules, or the first N of them: size, lines,
words, SHA-256. A worker is killed at a third of the way, the hub itself at two thirds. At the end every
result is compared with a direct computation; exits with 1 if a job is lost, done twice or wrong.`;
const WORKERS = 3;

const { limit = Infinity } = readOptions(HELP, { limit: { min: WORKERS, max: 1_000_000 } });

const root = resolve("node_modules");
const files = findFiles(root).slice(0, limit);
const folder = mkdtempSync(join(tmpdir(), "pigeon-demo-"));
console.log(
  `${files.length} Markdown and JavaScript files under node_modules: one job each, ${WORKERS} worker processes.`,
);

let flawless = false;
try {
  const cluster = await startCluster({
    workers: WORKERS,
    slots: 4,
    handlers: fileURLToPath(new URL("demo-handlers.ts", import.meta.url)),
    logs: folder,
    // A demo of its own: what the shell says about the user's hub does not concern it.
    env: {
      ...withoutPigeon(process.env),
      PIGEON_ENV: "development",
      PIGEON_LOG_LEVEL: "warn",
      PIGEON_HUB_PORT: "0",
      PIGEON_STORE_URL: `sqlite:${join(folder, "demo.db")}`,
      PIGEON_DEMO_ROOT: root,
    },
  });
  const client = createClient({ hub: cluster.url });
  try {
    const startedAt = Date.now();
    await submitAll(client, files);
    const kills = await followAndKill(client, cluster, files.length, new Progress(files.length));
    const seconds = (Date.now() - startedAt) / 1000;
    const expected = new Map(files.map((file) => [file, fileStats(readFileSync(join(root, file)))]));
    const verdict = judge(await allJobs(client), expected, kills);
    flawless = isFlawless(verdict);
    console.log(renderVerdict(verdict, kills, seconds));
  } finally {
    await client.close();
    await cluster.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
}
if (flawless) rmSync(folder, { recursive: true });
else console.error(`Store and logs are in ${folder}.`);
process.exit(flawless ? 0 : 1);
