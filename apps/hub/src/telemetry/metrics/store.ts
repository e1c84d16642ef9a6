import type { CommitWatch } from "../../store/commit-watch.ts";
import { StoreError, type Store } from "../../store/port.ts";
import { LATENCY_BOUNDS, SIZE_BOUNDS } from "./buckets.ts";
import type { Exposition, Reading } from "./exposition.ts";

export interface StoreMetrics {
  readonly commits: CommitWatch;
  /** The same store, measured. */
  watch(store: Store): Store;
}

/** What is asked for while jobs run. The rest is rare. */
const MEASURED = [
  "enqueue",
  "claim",
  "apply",
  "get",
  "list",
  "counts",
  "promote",
  "expired",
  "prune",
] as const;

/** The store: how long it takes, how many requests share a transaction, and how often it fails. */
export function storeMetrics(
  exposition: Exposition,
  { now, monotonic }: { now: () => number; monotonic: () => number },
): StoreMetrics {
  const commits = exposition
    .histogram("pigeon_store_commit_duration_seconds", "Transactions, from begin to on disk.", LATENCY_BOUNDS)
    .with();
  const sizes = exposition
    .histogram("pigeon_store_commit_size", "Requests that shared one transaction.", SIZE_BOUNDS)
    .with();
  const durations = exposition.histogram(
    "pigeon_store_operation_duration_seconds",
    "What the hub asked of its store, from the request to the answer: waiting for a commit included.",
    LATENCY_BOUNDS,
    "operation",
  );
  const errors = exposition.counter(
    "pigeon_store_errors_total",
    "Requests that the store refused, by code.",
    "code",
  );
  for (const code of ["full", "unavailable", "corrupt", "other"]) errors.with(code);
  const failed = (error: unknown) => {
    // A cursor that cannot be read is the caller's mistake, and a closed store is the end of the hub.
    const code = error instanceof StoreError ? error.code : "other";
    if (code !== "bad-cursor" && code !== "closed") errors.with(code).value += 1;
  };

  return {
    commits: {
      now: monotonic,
      committed: (works, durationMs) => {
        commits.observe(durationMs / 1000);
        sizes.observe(works);
      },
    },
    watch: (store) => {
      levels(exposition, store, now);
      const measured = Object.fromEntries(
        MEASURED.map((operation) => {
          const buckets = durations.with(operation);
          const ask = store[operation] as (...input: unknown[]) => Promise<unknown>;
          return [
            operation,
            (...input: unknown[]) => {
              const startedAt = monotonic();
              const answer = ask(...input);
              // Beside the caller, whose answer comes no later for it.
              answer.then(() => buckets.observe((monotonic() - startedAt) / 1000), failed);
              return answer;
            },
          ];
        }),
      );
      // All else is the store's own, also what it has beyond the port's duties.
      return { ...store, ...(measured as unknown as Pick<Store, (typeof MEASURED)[number]>) };
    },
  };
}

/** What is in the store, whichever hub put it there. */
function levels(exposition: Exposition, store: Store, now: () => number): void {
  exposition.gauge(
    "pigeon_jobs",
    "Jobs in the store, by state; the same at every hub that shares it.",
    ["state"],
    async () => Object.entries(await store.counts()).map(([state, count]): Reading => [[state], count]),
  );
  exposition.gauge(
    "pigeon_queue_age_seconds",
    "How long the job that could run and waits longest has waited; 0 when none waits.",
    [],
    async () => {
      const oldest = await store.oldestDue();
      return [[[], oldest === undefined ? 0 : Math.max(0, now() - oldest) / 1000]];
    },
  );
  exposition.gauge("pigeon_store_up", "1 when the store answers, else 0.", [], async () => {
    const up = await store.counts().then(
      () => 1,
      () => 0,
    );
    return [[[], up]];
  });
}
