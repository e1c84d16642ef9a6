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
