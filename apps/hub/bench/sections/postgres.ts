import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "../../src/store/port.ts";
import { startServer } from "../../test/postgres/server.ts";
import type { Figure, Scale, Section } from "../figures.ts";
import { inFolder } from "../processes.ts";
import { claimAndSettle, enqueue, enqueueAtOnce, openPostgres, openStore } from "../store-work.ts";

const SHARE = new Map([
  [1, 0.1],
  [100, 1],
]);
const CALLERS = 64;
const TUNED = ["shared_buffers=256MB", "max_wal_size=4GB", "checkpoint_timeout=15min"];

/** The store alone on PostgreSQL, beside the one on SQLite in the same run; both sync before they answer. */
export async function postgres({ jobs }: Scale): Promise<Section> {
  const figures: Figure[] = [];
  const server = await startServer({ durable: true, settings: TUNED });
  try {
    await inFolder(async (folder) => {
      const sqlite = openStore(join(folder, "store.db"));
      figures.push(...(await measure("SQLite", sqlite, jobs)));
      await sqlite.close();
    });
    const store = await openPostgres(server.url("postgres"));
    figures.push(...(await measure("PostgreSQL", store, jobs)));
    figures.push(...(await processorTime(store, jobs, server.data)));
    await store.close();
  } finally {
    await server.remove();
  }
  return { name: "Store alone on PostgreSQL", figures };
}

async function measure(name: string, store: Store, jobs: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  const add = (what: string, count: number, wallMs: number) =>
    figures.push({ what: `${name}: ${what}`, value: (count / wallMs) * 1000, unit: "jobs/s" });
  for (const [batch, share] of SHARE) {
    const count = jobs * share;
    const stored = await enqueue(store, count, batch);
    add(`enqueue, batches of ${batch}`, count, stored.wallMs);
    const { claim, settle } = await claimAndSettle(store, count, batch);
    add(`claim and settle, batches of ${batch}`, count, claim.wallMs + settle.wallMs);
  }
  const count = jobs * 0.5;
  const { wallMs } = await enqueueAtOnce(store, count, CALLERS);
  add(`enqueue one by one, ${CALLERS} callers at once`, count, wallMs);
  await claimAndSettle(store, count, 100);
  return figures;
}

/** What survives a loaded machine. Of the server: all its processes. */
async function processorTime(store: Store, jobs: number, data: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  const add = (what: string, cpuMs: number) =>
    figures.push({ what: `PostgreSQL: ${what}`, value: (cpuMs * 1000) / jobs, unit: "us/job" });
  const before = serverCpuMs(data);
  const stored = await enqueue(store, jobs, 100);
  const between = serverCpuMs(data);
  const { claim, settle } = await claimAndSettle(store, jobs, 100);
  add("enqueue, batches of 100: processor time of the hub", stored.cpuMs);
  add("enqueue, batches of 100: processor time of the server", between - before);
  add("claim and settle, batches of 100: processor time of the hub", claim.cpuMs + settle.cpuMs);
  add("claim and settle, batches of 100: processor time of the server", serverCpuMs(data) - between);
  return figures;
}

const CLOCK_TICKS = 100;

function serverCpuMs(data: string): number {
  const [root] = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
  let ticks = 0;
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      if (pid === root || fields[1] === root) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended in this moment.
    }
  }
  return (ticks * 1000) / CLOCK_TICKS;
}
