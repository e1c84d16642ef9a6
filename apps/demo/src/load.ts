import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type Client, type Job } from "@pigeon/client";
import { startCluster, type Cluster } from "./cluster.ts";
import { allJobs } from "./demo-run.ts";
import { withoutPigeon } from "./environment.ts";
import type { LoadPayload } from "./load-handlers.ts";
import { expectedState, loadJob, seeded } from "./load-plan.ts";
import { readOptions } from "./options.ts";
import { Progress } from "./progress.ts";

const HELP = `pnpm test:load [--jobs 3000] [--workers 3] [--seed 1] [--kill-every-ms 1500]

Load with error injection: jobs whose attempts fail, hang and die as their plans say, while workers are
killed with SIGKILL and come back under the same name, and the hub is killed once. Exits with 1 unless
every job ends as planned, once, with the right result.`;
const {
  jobs = 3_000,
  workers = 3,
  seed = 1,
  "kill-every-ms": killEveryMs = 1_500,
} = readOptions(HELP, {
  jobs: { min: 1, max: 1_000_000 },
  workers: { min: 2, max: 50 },
  seed: { min: 0, max: 2 ** 32 - 1 },
  "kill-every-ms": { min: 200, max: 3_600_000 },
});

const folder = mkdtempSync(join(tmpdir(), "pigeon-load-"));
const cluster = await startCluster({
  workers,
  slots: 8,
  handlers: fileURLToPath(new URL("load-handlers.ts", import.meta.url)),
  logs: folder,
  env: {
    ...withoutPigeon(process.env),
    PIGEON_ENV: "development",
    PIGEON_LOG_LEVEL: "error",
    PIGEON_HUB_PORT: "0",
    PIGEON_STORE_URL: `sqlite:${join(folder, "load.db")}`,
    PIGEON_RETRY_BASE_DELAY_MS: "20",
    PIGEON_JOB_POISON_LIMIT: "20",
  },
});
const client = createClient({ hub: cluster.url });
const random = seeded(seed);
const specs = Array.from({ length: jobs }, (_, n) => loadJob(n, random));
let problems: string[];
try {
  for (let from = 0; from < specs.length; from += 500)
    await client.submitBatch(specs.slice(from, from + 500));
  const startedAt = Date.now();
  const kills = await untilDone(client, cluster);
  const seconds = (Date.now() - startedAt) / 1000;
  const all = await allJobs(client);
  problems = check(all);
  const attempts = all.flatMap((job) => job.attempts);
  const count = (outcome: string) => attempts.filter((attempt) => attempt.outcome === outcome).length;
  console.log(`  ${all.length} jobs in ${seconds.toFixed(1)} s, ${attempts.length} attempts, seed ${seed}`);
  console.log(
    `  ${kills} workers and the hub killed: ${count("lost")} attempts lost, ${count("released")} released`,
  );
  console.log(
    `  injected: ${count("failed")} failures, ${count("timeout")} timeouts; ${all.filter(({ state }) => state === "dead").length} dead letters`,
  );
} finally {
  await client.close();
  await cluster.stop();
}
for (const problem of problems.slice(0, 20)) console.error(`  ${problem}`);
console.log(
  problems.length === 0
    ? "Every job ended as planned, once, and right."
    : `${problems.length} jobs did NOT (store and logs in ${folder}).`,
);
if (problems.length === 0) rmSync(folder, { recursive: true });
process.exit(problems.length === 0 ? 0 : 1);

/** Kills a worker now and then, and the hub half way, until all jobs are finished. */
async function untilDone(from: Client, running: Cluster): Promise<number> {
  const progress = new Progress(jobs);
  let kills = 0;
  let hubKilled = false;
  let killAt = Date.now() + killEveryMs;
  for (;;) {
    const { jobs: counts, throughput } = await from.status();
    const done = counts.succeeded + counts.dead + counts.cancelled;
    progress.update(done, `${Math.round(throughput)} jobs/s, ${kills} workers killed`);
    if (done >= jobs) return kills;
    if (Date.now() >= killAt) {
      const id = `worker-${1 + Math.floor(random() * workers)}`;
      await running.workers.get(id)?.kill();
      await running.addWorker(id);
      kills += 1;
      killAt = Date.now() + killEveryMs;
    }
    if (!hubKilled && done >= jobs / 2) {
      hubKilled = true;
      await running.hub.kill();
      await running.restartHub();
    }
    await sleep(50);
  }
}

function check(all: readonly Job[]): string[] {
  const found: string[] = [];
  if (all.length !== jobs) found.push(`expected ${jobs} jobs, found ${all.length}`);
  for (const { id, state, payload, result, attempts, maxAttempts } of all) {
    const { n, plan } = payload as LoadPayload;
    const expected = expectedState(plan);
    const say = (problem: string) => found.push(`job ${n} (${id}): ${problem}`);
    if (state !== expected) say(`expected ${expected}, is ${state}`);
    if (state === "succeeded" && (result as { square?: number } | null)?.square !== n * n)
      say("has a wrong result");
    const accepted = attempts.filter(({ outcome }) => outcome === "succeeded").length;
    if (accepted !== (state === "succeeded" ? 1 : 0)) say(`has ${accepted} accepted results`);
    const used = attempts.filter(({ outcome }) => outcome !== "released").length;
    if (used > maxAttempts) say(`used ${used} attempts of ${maxAttempts}`);
    if (attempts.some(({ outcome }) => outcome === undefined)) say("has an attempt without an end");
  }
  return found;
}
