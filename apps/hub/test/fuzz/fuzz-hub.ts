import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { getConfigForEnvironment } from "@pigeon/config";
import { startHub } from "../../src/index.ts";
import type { Clock } from "../../src/ports.ts";
import { systemClock } from "../../src/system.ts";
import { ADMIN_SECRET } from "./requests.ts";

/** What a hub holds on to when nobody talks to it. */
export interface Held {
  readonly heapBytes: number;
  /** Timers of the hub's clock: of waiting readers, polling workers, leases, retries. */
  readonly timers: number;
  /** TCP connections of this process, the hub's and ours. */
  readonly sockets: number;
}

export interface FuzzHub {
  readonly url: URL;
  /** What the hub logged last of its own failures. */
  lastFailure(): string;
  /** Counts what is left once everything that was under way has ended. */
  held(): Promise<Held>;
  close(): Promise<void>;
}

/** A hub with its store on disk, so that what stays in memory is not the jobs. */
export async function startFuzzHub(): Promise<FuzzHub> {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-fuzz-"));
  const { clock, pending } = countingClock();
  const config = getConfigForEnvironment("test", {
    overrides: {
      detector: { heartbeatIntervalMs: 60_000 },
      hub: {
        storeUrl: `sqlite:${join(folder, "jobs.db")}`,
        authTokens: [{ name: "fuzz", role: "admin", secret: ADMIN_SECRET }],
        workerNetworks: ["127.9.9.9/32"],
      },
    },
  });
  let failure = "none";
  const note = (entry: object) => {
    const text = JSON.stringify(entry);
    if (text.includes("infrastructure")) failure = text.slice(0, 800);
  };
  const logger = { fatal: note, error: note, warn: note, info: () => {} };
  const hub = await startHub({ config, clock, logger });
  const url = new URL(hub.url);
  const timersAtStart = pending();
  return {
    url,
    lastFailure: () => failure,
    held: async () => {
      await removeWorkers(url);
      // The longest that anything is waited for is the probe of a worker, 5 s.
      await until(() => sockets() === 0 && pending() <= timersAtStart);
      collectGarbage();
      return { heapBytes: process.memoryUsage().heapUsed, timers: pending(), sockets: sockets() };
    },
    close: async () => {
      await hub.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function countingClock(): { clock: Clock; pending: () => number } {
  let pending = 0;
  const clock: Clock = {
    ...systemClock,
    after: (delayMs, callback) => {
      pending += 1;
      let over = false;
      const end = () => {
        if (!over) pending -= 1;
        over = true;
      };
      const cancel = systemClock.after(delayMs, () => {
        end();
        callback();
      });
      return () => {
        end();
        cancel();
      };
    },
  };
  return { clock, pending: () => pending };
}

async function removeWorkers(url: URL): Promise<void> {
  // One connection each: none may be left when they are counted.
  const headers = { authorization: `Bearer ${ADMIN_SECRET}`, connection: "close" };
  const { workers } = (await (await fetch(new URL("/v1/workers", url), { headers })).json()) as {
    workers: { workerId: string }[];
  };
  for (const { workerId } of workers) {
    const path = `/v1/workers/${encodeURIComponent(workerId)}`;
    await (await fetch(new URL(path, url), { method: "DELETE", headers })).arrayBuffer();
  }
}

const sockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap" || name === "TCPWRAP").length;

/** Some things end a moment later. What never ends shows in the count. */
async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 320 && !holds(); round++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 300));
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  gc();
  gc();
}
