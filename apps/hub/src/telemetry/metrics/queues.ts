import type { Store } from "../../store/port.ts";
import type { Exposition, Reading } from "./exposition.ts";
import type { JobTypes } from "./job-types.ts";
import type { QueuedOfType } from "./jobs.ts";

/** Between two counts of a queue that other hubs change, too. */
const COUNT_EVERY_MS = 15_000;
/** And so many times as long as a count takes. */
const COUNT_SHARE = 100;

export interface QueueParts {
  readonly store: Pick<Store, "queuedByType" | "oldestDueByType" | "replicas">;
  /** Kept up to date by what this hub does; here only put right. */
  readonly types: JobTypes<QueuedOfType>;
  /** Of several hubs one counts. */
  readonly leads: () => boolean;
  readonly now: () => number;
  readonly monotonic: () => number;
}

/**
 * The queue of each job type. The jobs are counted once, before the hub changes any; from there the numbers are
 * kept. Where other hubs change them as well they are counted again now and then, and no scrape waits for it.
 */
export function queueMetrics(
  exposition: Exposition,
  { store, types, leads, now, monotonic }: QueueParts,
): void {
  let known = false;
  let nextAt = -Infinity;
  const count = () => {
    const startedAt = monotonic();
    nextAt = Infinity;
    const counted = store.queuedByType().then(
      (queued) => {
        for (const each of types.all()) each.queued = 0;
        for (const [type, jobs] of queued) types.of(type).queued += jobs;
        return true;
      },
      () => false,
    );
    void counted.then((done) => {
      known = done;
      nextAt = monotonic() + Math.max(COUNT_EVERY_MS, COUNT_SHARE * (monotonic() - startedAt));
    });
  };
  const alone = store.replicas === undefined;
  if (alone) count();

  exposition.gauge(
    "pigeon_type_queue_depth",
    "Jobs that are queued, also those that are not due yet, by type; of several hubs the one that leads tells it, at most some 15 s old.",
    ["type"],
    () => {
      if (!alone && !leads()) {
        known = false;
        return [];
      }
      if ((!alone || !known) && monotonic() >= nextAt) count();
      return known ? [...types.all()].map(({ type, queued }): Reading => [[type], Math.max(0, queued)]) : [];
    },
  );
  exposition.gauge(
    "pigeon_type_queue_age_seconds",
    "How long the job of a type that could run and waits longest has waited; 0 when none waits.",
    ["type"],
    async () => {
      const ages = new Map<string, number>();
      for (const [type, runAt] of await store.oldestDueByType()) {
        const label = types.of(type).type;
        ages.set(label, Math.max(ages.get(label) ?? 0, (now() - runAt) / 1000));
      }
      return [...types.all()].map(({ type }): Reading => [[type], ages.get(type) ?? 0]);
    },
  );
}
