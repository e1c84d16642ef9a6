import { join } from "node:path";
import type { Figure, Scale, Section } from "../figures.ts";
import { inFolder } from "../processes.ts";
import { claimAndSettle, enqueue, openStore, type Cost } from "../store-work.ts";

/** A commit for each job takes a hundred times as long: fewer jobs tell as much. */
const SHARE = new Map([
  [1, 0.1],
  [10, 0.5],
  [100, 2],
]);

/** What the store alone can do, one caller after the other: the hub can be no faster. */
export async function store({ jobs }: Scale): Promise<Section> {
  const figures: Figure[] = [];
  for (const [batch, share] of SHARE) {
    const count = jobs * share;
    await inFolder(async (folder) => {
      const opened = openStore(join(folder, "store.db"));
      const stored = await enqueue(opened, count, batch);
      const { claim, settle } = await claimAndSettle(opened, count, batch);
      await opened.close();
      const per = `batches of ${batch}`;
      const both = claim.wallMs + settle.wallMs;
      figures.push(
        { what: `enqueue, ${per}`, value: (count / stored.wallMs) * 1000, unit: "jobs/s" },
        { what: `claim and settle, ${per}`, value: (count / both) * 1000, unit: "jobs/s" },
        cpu(`enqueue, ${per}`, stored, count),
        cpu(`claim, ${per}`, claim, count),
        cpu(`settle, ${per}`, settle, count),
      );
    });
  }
  return { name: "Store alone", figures };
}

/** The figure that survives a busy machine best. */
function cpu(what: string, { cpuMs }: Cost, count: number): Figure {
  return { what: `${what}: processor time`, value: (cpuMs * 1000) / count, unit: "us/job" };
}
