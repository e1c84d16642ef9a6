import { join } from "node:path";
import type { Figure, Scale, Section } from "../figures.ts";
import { timed } from "../load.ts";
import { inFolder } from "../processes.ts";
import { claimAndSettle, enqueue, openStore } from "../store-work.ts";

/** What the store alone can do, one caller after the other: the hub can be no faster. */
export async function store({ jobs }: Scale): Promise<Section> {
  const figures: Figure[] = [];
  for (const batch of [1, 100]) {
    const count = batch === 1 ? jobs / 10 : jobs;
    await inFolder(async (folder) => {
      const opened = openStore(join(folder, "store.db"));
      const enqueueMs = await timed(() => enqueue(opened, count, batch));
      const settleMs = await timed(() => claimAndSettle(opened, count, batch));
      await opened.close();
      const per = `batches of ${batch}`;
      figures.push(
        { what: `enqueue, ${per}`, value: (count / enqueueMs) * 1000, unit: "jobs/s" },
        { what: `claim and settle, ${per}`, value: (count / settleMs) * 1000, unit: "jobs/s" },
      );
    });
  }
  return { name: "Store alone", figures };
}
