import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type Client, type Job } from "@pigeon/client";
import { expect, onTestFinished } from "vitest";
import { startCluster, type Cluster } from "../../src/cluster.ts";

/** Works for `ms`, and says in which process. */
const HANDLERS = `export const handlers = {
  work: async ({ payload }, { signal }) => {
    await new Promise((done) => setTimeout(done, payload.ms));
    return { n: payload.n, pid: process.pid };
  },
};`;

export interface Scenario {
  readonly running: Cluster;
  readonly client: Client;
  readonly folder: string;
  /** What the hub wrote so far. */
  readonly hubLog: () => string;
}

/** Hub and workers in processes of their own, heartbeats every second. */
export async function cluster(workers: number, env: Record<string, string> = {}): Promise<Scenario> {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-scenario-"));
  const handlers = join(folder, "handlers.mjs");
  writeFileSync(handlers, HANDLERS);
  const running = await startCluster({
    workers,
    slots: 4,
    handlers,
    logs: folder,
    env: {
      PIGEON_ENV: "development",
      PIGEON_HUB_PORT: "0",
      PIGEON_STORE_URL: `sqlite:${join(folder, "p.db")}`,
      ...env,
    },
  });
  const client = createClient({ hub: running.url });
  onTestFinished(async () => {
    await client.close();
    await running.stop();
    rmSync(folder, { recursive: true });
  });
  return { running, client, folder, hubLog: () => readFileSync(join(folder, "hub.log"), "utf8") };
}

export async function submit(client: Client, count: number, ms: number): Promise<string[]> {
  const jobs = await client.submitBatch(
    Array.from({ length: count }, (_, n) => ({ type: "work", payload: { n, ms } })),
  );
  return jobs.map(({ id }) => id);
}

export const finished = (client: Client, ids: readonly string[]): Promise<Job[]> =>
  Promise.all(ids.map((id) => client.waitForJob(id, { timeoutMs: 60_000 })));

/** Every job succeeded, its own result was taken, and once. */
export function expectRight(jobs: readonly Job[]): void {
  for (const job of jobs) {
    const { n } = job.payload as { n: number };
    expect(job).toMatchObject({ state: "succeeded", result: { n } });
    expect(job.attempts.filter(({ outcome }) => outcome === "succeeded")).toHaveLength(1);
  }
}

/** No job was ever taken from its worker. */
export function expectFirstAttempts(jobs: readonly Job[]): void {
  expectRight(jobs);
  expect(jobs.map(({ attempts }) => attempts.length)).toEqual(jobs.map(() => 1));
}

/** The worker that runs a job, once there is one. */
export async function holder(client: Client, id: string): Promise<string> {
  for (;;) {
    const attempt = (await client.getJob(id)).attempts.at(-1);
    if (attempt !== undefined && attempt.outcome === undefined) return attempt.workerId;
    await sleep(10);
  }
}

/** Waits until something is so; the test's own time ends the wait. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
