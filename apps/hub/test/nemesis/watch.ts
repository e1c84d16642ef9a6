import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

export interface Watch {
  /** What was seen that must not be. */
  readonly seen: readonly string[];
  /** How often it looked. */
  readonly looks: number;
  end(): Promise<void>;
}

const EVERY_MS = 150;
const WITHIN_MS = 2000;
/** It reads every job. */
const MISPLACED_EVERY = 20;

const CROWDED = `SELECT worker_id, count(*)::int FROM pigeon.leases GROUP BY worker_id HAVING count(*) > $1`;

/** At any time a job is in one place: it waits, it runs, or it has ended. */
const MISPLACED = `SELECT id, waits, runs, ended FROM (
    SELECT id,
      EXISTS (SELECT FROM pigeon.queue WHERE queue.seq = jobs.seq) AS waits,
      EXISTS (SELECT FROM pigeon.leases WHERE leases.seq = jobs.seq) AS runs,
      EXISTS (SELECT FROM pigeon.progress WHERE progress.seq = jobs.seq AND state IS NOT NULL) AS ended
    FROM pigeon.jobs
  ) AS places WHERE waits::int + runs::int + ended::int <> 1 LIMIT 10`;

/** Looks into the database itself all the time, past all hubs and faults. */
export function watchDatabase(url: string, slots: number): Watch {
  const seen = new Map<string, string>();
  const saw = (what: string): void => {
    if (!seen.has(what)) seen.set(what, `${what} (first seen at ${new Date().toISOString()})`);
  };
  let looks = 0;
  const ending = new AbortController();

  async function look(): Promise<void> {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: WITHIN_MS,
      query_timeout: WITHIN_MS,
    });
    // Told by the query, too.
    client.on("error", () => {});
    try {
      await client.connect();
      while (!ending.signal.aborted) {
        await inspect(client);
        await sleep(EVERY_MS);
      }
    } finally {
      await client.end().catch(() => {});
    }
  }

  async function inspect(client: Client): Promise<void> {
    const rows = async <T extends unknown[]>(text: string, values: unknown[] = []): Promise<T[]> =>
      (await client.query<T>({ text, values, rowMode: "array" })).rows;
    for (const [workerId, count] of await rows<[string, number]>(CROWDED, [slots]))
      saw(`${workerId} holds ${count} leases with ${slots} slots`);
    looks += 1;
    if (looks % MISPLACED_EVERY !== 1) return;
    for (const [id, waits, runs, done] of await rows<[string, boolean, boolean, boolean]>(MISPLACED))
      saw(`${id} is not in one place: waits ${waits}, runs ${runs}, ended ${done}`);
  }

  const watching = (async () => {
    while (!ending.signal.aborted) {
      await look().catch(() => {});
      await sleep(EVERY_MS);
    }
  })();
  return {
    get seen() {
      return [...seen.values()];
    },
    get looks() {
      return looks;
    },
    end: async () => {
      ending.abort();
      await watching;
    },
  };
}
