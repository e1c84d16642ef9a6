import { setTimeout as sleep } from "node:timers/promises";
import { createClient, HubError, JobWaitTimeoutError, type Client, type JobSpec } from "@pigeon/client";
import { Random } from "../simulation/random.ts";
import type { Submitted, Work } from "./ledger.ts";

export interface LoadOptions {
  readonly seed: number;
  /** Addresses of all hubs. */
  readonly hubs: readonly string[];
  readonly clients: number;
  /** From one submission of a client to its next. */
  readonly everyMs: number;
}

export interface Load {
  readonly submitted: readonly Submitted[];
  /** What no hub should ever say. */
  readonly surprises: readonly string[];
  /** Submits no more, and resolves when all that was sent is acknowledged, and every wait has ended. */
  finish(): Promise<void>;
  /** Ends at once. */
  abandon(): Promise<void>;
}

/** How long a client goes on with what it could not submit, once all is healed. */
const LAST_TRIES_MS = 30_000;
const WAIT_MS = 90_000;

/** Clients that submit, cancel, read and wait, and write down what they were told. */
export function startLoad({ seed, hubs, clients: count, everyMs }: LoadOptions): Load {
  const clients = Array.from({ length: count }, () => createClient({ hub: hubs, timeoutMs: 5000 }));
  const submitted: Submitted[] = [];
  const surprises: string[] = [];
  const waits = new Set<Promise<unknown>>();
  const ending = new AbortController();
  let serial = 0;
  let giveUpAt = Infinity;

  const aside = (doing: Promise<unknown>): void => {
    const done = doing.catch(() => {}).finally(() => waits.delete(done));
    waits.add(done);
  };

  /** An idempotent submission goes on until a hub has answered for it. */
  async function submit(client: Client, each: Submitted): Promise<void> {
    const spec: JobSpec = {
      type: "work",
      payload: { ...each.work },
      idempotencyKey: each.key,
      timeoutMs: 5000,
      maxAttempts: 6,
    };
    while (Date.now() < giveUpAt) {
      try {
        const { id } = await client.submit(spec);
        each.ackedAt ??= Date.now();
        each.ids.add(id);
        return;
      } catch (error) {
        if (!isPassing(error)) surprises.push(`a submission was answered: ${String(error)}`);
        await sleep(50);
      }
    }
  }

  async function afterwards(client: Client, each: Submitted, random: Random): Promise<void> {
    const [id = ""] = each.ids;
    const share = random.next();
    if (share < 0.05) {
      await client.cancelJob(id);
      each.cancelled = true;
    } else if (share < 0.1) {
      const { state, result } = await client.waitForJob(id, { timeoutMs: WAIT_MS, signal: ending.signal });
      each.told = { state, result };
    } else if (share < 0.2) await client.getJob(id);
  }

  const run = async (client: Client, random: Random, next: Client): Promise<void> => {
    while (!ending.signal.aborted) {
      const startedAt = Date.now();
      serial += 1;
      const each: Submitted = {
        work: workOf(serial, random),
        key: `${seed}-${serial}`,
        sentAt: startedAt,
        ids: new Set(),
      };
      submitted.push(each);
      // Now and then the same from two clients at once.
      await Promise.all([submit(client, each), ...(random.chance(0.1) ? [submit(next, each)] : [])]);
      aside(
        afterwards(next, each, random).catch((error: unknown) => {
          if (error instanceof HubError && error.status === 404)
            surprises.push(`${each.key} was acknowledged, and a hub said: ${error.message}`);
        }),
      );
      await sleep(Math.max(0, everyMs * (0.5 + random.next()) - (Date.now() - startedAt)));
    }
  };
  const runs = clients.map((client, index) =>
    run(client, new Random(seed, `client ${index}`), clients[(index + 1) % count] as Client),
  );
  const finish = async (withinMs: number): Promise<void> => {
    giveUpAt = Date.now() + withinMs;
    ending.abort();
    await Promise.all(runs);
    await Promise.all(waits);
    await Promise.all(clients.map((client) => client.close()));
  };
  return { submitted, surprises, finish: () => finish(LAST_TRIES_MS), abandon: () => finish(0) };
}

function workOf(n: number, random: Random): Work {
  return {
    n,
    ms: random.chance(0.05) ? random.int(500, 1500) : random.int(10, 200),
    failures: random.chance(0.1) ? random.int(1, 2) : 0,
    hopeless: random.chance(0.02),
  };
}

/** What may happen to a request while things are broken. */
function isPassing(error: unknown): boolean {
  if (error instanceof JobWaitTimeoutError) return true;
  return error instanceof Error && "retryable" in error && error.retryable === true;
}
