import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, type Client, type JobSpec } from "@pigeon/client";
import { startCluster, type Cluster } from "../../src/cluster.ts";

/** A hub with workers and jobs of every kind, for browsers to look at. */
export interface Stage {
  readonly running: Cluster;
  readonly client: Client;
  /** The dashboard's address, to which a page is added: `${url}jobs`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly workers?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly token?: string;
}

export async function startStage({ workers = 3, env = {}, token }: StageOptions = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-stage-"));
  const running = await startCluster({
    workers,
    slots: 4,
    handlers: fileURLToPath(new URL("stage-handlers.ts", import.meta.url)),
    logs: folder,
    env: {
      PIGEON_ENV: "development",
      PIGEON_LOG_LEVEL: "warn",
      PIGEON_HUB_PORT: "0",
      PIGEON_STORE_URL: `sqlite:${join(folder, "p.db")}`,
      ...env,
    },
    token,
  });
  const client = createClient({ hub: running.url, ...(token === undefined ? {} : { token }) });
  return {
    running,
    client,
    url: `${running.url}/#/`,
    close: async () => {
      await client.close();
      // What runs is nobody's any more: nobody waits for it to end.
      await Promise.all([...running.workers.values()].map((worker) => worker.kill()));
      await running.hub.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

const CUSTOMERS = ["acme", "globex", "initech", "umbrella"];

/** Some jobs of each kind: most succeed, some need several attempts, some die of two kinds of errors. */
export function sampleJobs(count: number): JobSpec[] {
  return Array.from({ length: count }, (_, n): JobSpec => {
    const labels = { customer: CUSTOMERS[n % CUSTOMERS.length] ?? "" };
    const correlationId = `order-${1000 + Math.floor(n / 3)}`;
    const ms = 15 + ((n * 37) % 60);
    switch (n % 10) {
      case 0:
        return { type: "mail.send", labels, correlationId, payload: { to: `user${n}@example.com`, ms } };
      case 3:
        return { type: "report.render", labels, correlationId, payload: { ms, fault: "flaky" } };
      case 7:
        return n % 20 === 7
          ? {
              type: "mail.send",
              labels,
              correlationId,
              payload: { to: `nobody${n}@example.com`, ms, fault: "bounce" },
            }
          : {
              type: "image.resize",
              labels,
              correlationId,
              payload: { file: `photo-${n}.png`, ms, fault: "broken" },
            };
      default:
        return { type: "image.resize", labels, correlationId, payload: { file: `photo-${n}.png`, ms } };
    }
  });
}
