import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createChaos } from "@pigeon/chaos";
import { createClient, type Client, type Job } from "@pigeon/client";
import { check, type Violation } from "./check.ts";
import { createNemeses, recordFaults } from "./faults.ts";
import type { Evidence } from "./ledger.ts";
import { startLoad, type Load } from "./load.ts";
import { watchDatabase, type Watch } from "./watch.ts";
import { openWorld, SLOTS, type HubPart } from "./world.ts";

export interface RunOptions {
  readonly seed: number;
  readonly hubs: number;
  readonly workers: number;
  /** How long it strikes. */
  readonly forMs: number;
  /** One fault at a time. */
  readonly apart?: boolean;
  /** Keeps the logs also when nothing broke. */
  readonly keep?: boolean;
  /** Ends the striking early; what was begun is healed and checked all the same. */
  readonly signal?: AbortSignal;
  readonly say?: (line: string) => void;
}

export interface Outcome {
  readonly evidence: Evidence;
  readonly violations: readonly Violation[];
  /** Processes that ended by themselves, and with what words. */
  readonly ends: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** From the last healing until every job had come to its end. */
  readonly settledMs: number;
  /** Where the logs of all processes are, if they were kept. */
  readonly folder: string | undefined;
}

const CLIENTS = 6;
const EVERY_MS = 100;
const WARM_UP_MS = 1500;
const SETTLE_WITHIN_MS = 60_000;

/** Strikes a whole system under load by a seeded plan, heals it, and checks what must hold. */
export async function run(options: RunOptions): Promise<Outcome> {
  const { seed, hubs, workers, forMs, apart = false, keep = false, signal, say = () => {} } = options;
  const chaos = createChaos({ enabled: true, seed, env: {} });
  const world = await openWorld({ chaos, hubs, workers });
  let kept = true;
  let load: Load | undefined;
  let watching: Watch | undefined;
  try {
    const startedAt = Date.now();
    const tell = (line: string): void =>
      say(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${line}`);
    const faults = recordFaults(chaos, world, tell);
    const addresses = world.hubs.map(({ clients }) => `http://127.0.0.1:${clients.port}`);
    load = startLoad({ seed, hubs: addresses, clients: CLIENTS, everyMs: EVERY_MS });
    const watch = watchDatabase(world.databaseUrl, SLOTS);
    watching = watch;
    await sleep(WARM_UP_MS);
    const pace = Math.min(1, Math.max(0.25, forMs / 60_000));
    const nemeses = createNemeses(chaos, world, { apart, pace });
    for (const nemesis of nemeses) nemesis.start();
    await sleep(forMs, undefined, { signal }).catch(() => {});
    await Promise.all(nemeses.map((nemesis) => nemesis.stop()));
    tell("all is healed");
    const healedAt = Date.now();
    await load.finish();
    const { jobs, surprises } = await settled(world.hubs, healedAt + SETTLE_WITHIN_MS);
    const endedAt = Date.now();
    await watch.end();
    tell(`${jobs.length} jobs have come to their end`);
    const evidence: Evidence = {
      submitted: load.submitted,
      jobs,
      logs: world.workerLogs(),
      slots: SLOTS,
      faults,
      surprises: [...load.surprises, ...surprises],
      seen: watch.seen,
      looks: watch.looks,
    };
    const violations = check(evidence);
    kept = keep || violations.length > 0;
    if (kept) writeEvidence(evidence, world.folder);
    const programs = [...world.hubs, ...world.workers].map(({ program }) => program);
    return {
      evidence,
      violations,
      ends: programs.flatMap(({ name, ends }) => ends.map((end) => `${name} ended: ${end}`)),
      startedAt,
      endedAt,
      settledMs: endedAt - healedAt,
      folder: kept ? world.folder : undefined,
    };
  } catch (error) {
    await load?.abandon();
    await watching?.end();
    throw error;
  } finally {
    await world.close(kept);
  }
}

/** Waits until nothing is left to do, and asks every hub for the end of it. */
async function settled(
  hubs: readonly HubPart[],
  deadline: number,
): Promise<{ jobs: Job[]; surprises: string[] }> {
  const clients = hubs.map(({ url }) => createClient({ hub: url }));
  try {
    const [first] = clients as [Client];
    while (Date.now() < deadline) {
      const { jobs } = await first.status();
      if (jobs.queued + jobs.leased === 0) break;
      await sleep(100);
    }
    const jobs: Job[] = [];
    for await (const job of first.jobs({ limit: 500 })) jobs.push(job);
    const counts = await Promise.all(
      clients.map(async (client) => JSON.stringify((await client.status()).jobs)),
    );
    const surprises = counts
      .filter((count) => count !== counts[0])
      .map((count) => `one hub counts ${counts[0]}, another ${count}`);
    return { jobs, surprises };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

/** Beside the logs, for who has to find out what broke. */
function writeEvidence({ jobs, faults, submitted }: Evidence, folder: string): void {
  const lines = (all: readonly unknown[]): string => all.map((each) => `${JSON.stringify(each)}\n`).join("");
  writeFileSync(join(folder, "jobs.jsonl"), lines(jobs));
  writeFileSync(join(folder, "faults.jsonl"), lines(faults));
  writeFileSync(
    join(folder, "submitted.jsonl"),
    lines(submitted.map((each) => ({ ...each, ids: [...each.ids] }))),
  );
}
