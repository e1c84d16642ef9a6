import { fileURLToPath } from "node:url";
import { createClient, type Client } from "@pigeon/client";
import { createWorker, PermanentError, type Worker } from "@pigeon/worker";
import { start, until, type Started } from "./processes.ts";

const MAIN = fileURLToPath(new URL("../../hub/src/main.ts", import.meta.url));
const DOOMED = fileURLToPath(new URL("doomed-worker.ts", import.meta.url));
const SOURCE = "--conditions=@pigeon/source";
export const TOKEN = "secret-of-the-check";
/** More than the rule of dead letters allows. */
const DEAD = 15;

export interface HubStory {
  readonly url: string;
  /** Jobs are done, a worker dies and its jobs move, jobs become dead letters. Resolves when all that happened. */
  happen(): Promise<void>;
  /** So many dead letters at once that the rule of dead letters fires. */
  manyDeadLetters(): Promise<void>;
  end(): Promise<void>;
}

/** A real hub, to which everything can happen that there are metrics of. */
export async function hubStory(folder: string): Promise<HubStory> {
  const { PATH } = process.env;
  const hub = start(process.execPath, [SOURCE, MAIN], {
    PATH,
    PIGEON_ENV: "development",
    PIGEON_LOG_LEVEL: "fatal",
    PIGEON_HUB_PORT: "0",
    PIGEON_STORE_URL: `sqlite:${folder}/hub.db`,
    PIGEON_AUTH_TOKENS: `check:admin:${TOKEN}`,
  });
  const url = await until(() => /listening on (http\S+),/.exec(hub.output())?.[1], hub.output);
  const client = createClient({ hub: url, token: TOKEN });
  const worker = await willingWorker(url);
  const load = setInterval(() => void client.submit({ type: "quick", payload: 1 }).catch(() => {}), 50);
  return {
    url,
    happen: async () => {
      await reassignment(client, url);
      await settled(client, ["broken", "flaky"]);
    },
    manyDeadLetters: async () => {
      const [first = ""] = await settled(
        client,
        Array.from({ length: DEAD }, () => "broken"),
      );
      await client.redrive(first);
    },
    end: async () => {
      clearInterval(load);
      await worker.stop({ drainMs: 0 });
      await client.close();
      await hub.kill();
    },
  };
}

async function willingWorker(hub: string): Promise<Worker> {
  const tries = new Map<string, number>();
  const worker = createWorker({
    hub,
    token: TOKEN,
    slots: 4,
    handlers: {
      quick: () => "done",
      flaky: ({ id }) => {
        tries.set(id, (tries.get(id) ?? 0) + 1);
        if (tries.get(id) === 1) throw Object.assign(new Error("not yet"), { retryAfterMs: 10 });
      },
      broken: () => {
        throw new PermanentError("never");
      },
      heavy: () => "moved",
    },
  });
  await worker.start();
  return worker;
}

/** A worker dies while it holds jobs, and another one takes them. */
async function reassignment(client: Client, hub: string): Promise<void> {
  const doomed: Started = start(process.execPath, [SOURCE, DOOMED, hub, TOKEN]);
  await until(() => (doomed.output().includes("ready") ? true : undefined), doomed.output);
  const jobs = await client.submitBatch(Array.from({ length: 12 }, () => ({ type: "heavy", payload: 1 })));
  await until(() => (doomed.output().includes("holds") ? true : undefined), doomed.output);
  await doomed.kill();
  for (const { id } of jobs) await client.waitForJob(id, { timeoutMs: 20_000 });
}

/** Submits jobs of these types and waits for their ends. @returns their ids. */
async function settled(client: Client, types: readonly string[]): Promise<string[]> {
  const jobs = await client.submitBatch(types.map((type) => ({ type, payload: 1 })));
  for (const { id } of jobs) await client.waitForJob(id, { timeoutMs: 20_000 });
  return jobs.map(({ id }) => id);
}
