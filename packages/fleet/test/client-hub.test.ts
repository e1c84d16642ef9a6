import { HubError } from "@pigeon/client";
import { describe, expect, test } from "vitest";
import { clientHub, type FleetClient, type HubPort } from "../src/index.ts";

type Health = Awaited<ReturnType<FleetClient["listWorkers"]>>[number]["health"];

const at = "2026-01-05T12:00:00.000Z";
const health: Health = {
  status: "degraded",
  reasons: [],
  consecutiveFailures: 0,
  successRate: 1,
  recentErrors: [],
  breaker: "closed",
};
const worker = {
  workerId: "w",
  types: ["t"],
  slots: 4,
  running: 2,
  draining: false,
  registeredAt: at,
  health,
};
const counts = { queued: 5, leased: 3, succeeded: 0, dead: 0, cancelled: 0 };
const workers = { healthy: 1, degraded: 0, unhealthy: 0, recovering: 0 };
const status = { jobs: counts, workers, throughput: 1.5, uptimeMs: 1, version: "1" };

function hubOf(change: Partial<FleetClient>): { hub: HubPort; asked: string[] } {
  const asked: string[] = [];
  const note =
    (what: string) =>
    async (id: string): Promise<void> =>
      void asked.push(`${what} ${id}`);
  const client: FleetClient = {
    status: async () => status,
    listWorkers: async () => [],
    drainWorker: note("drain"),
    undrainWorker: note("undrain"),
    removeWorker: note("remove"),
    ...change,
  };
  return { hub: clientHub({ client, cluster: "c" }), asked };
}

const failing = (statusCode: number) => async (): Promise<never> => {
  throw new HubError({ type: "about:blank", title: "no", status: statusCode, detail: "no", requestId: "r" });
};

describe("the hub of a fleet, by its API", () => {
  test("its load", async () => {
    const { hub } = hubOf({
      status: async () => ({ ...status, queueAgeMs: 70, fleet: { suspect: true, suspects: 2 } }),
    });
    expect(await hub.load()).toEqual({
      queued: 5,
      oldestQueuedMs: 70,
      running: 3,
      throughput: 1.5,
      suspect: true,
      workers: [],
    });
    expect(await hubOf({}).hub.load()).toMatchObject({ queued: 5, oldestQueuedMs: 0, suspect: undefined });
  });

  test("jobs that are only put off do not wait", async () => {
    const { hub } = hubOf({ status: async () => ({ ...status, queueAgeMs: 0 }) });
    expect(await hub.load()).toMatchObject({ queued: 0, oldestQueuedMs: 0 });
  });

  test("its workers, and which of them are the fleet's", async () => {
    const labels = [
      { cluster: "c", instance: "i-1" },
      { cluster: "other", instance: "i-2" },
      { instance: "i-3" },
      {},
    ];
    const { hub } = hubOf({ listWorkers: async () => labels.map((each) => ({ ...worker, labels: each })) });
    const load = await hub.load();
    expect(load.workers[0]).toEqual({
      id: "w",
      instanceId: "i-1",
      slots: 4,
      running: 2,
      status: "degraded",
      draining: false,
    });
    expect(load.workers.map(({ instanceId }) => instanceId)).toEqual([
      "i-1",
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("what it is told", async () => {
    const { hub, asked } = hubOf({});
    await hub.drain("a");
    expect(await hub.undrain("b")).toBe(true);
    await hub.remove("c");
    expect(asked).toEqual(["drain a", "undrain b", "remove c"]);
  });

  test("a worker that it does not know is no failure, other answers are", async () => {
    const unknown = hubOf({ drainWorker: failing(404), undrainWorker: failing(404) }).hub;
    await unknown.drain("a");
    expect(await unknown.undrain("a")).toBe(false);
    const broken = hubOf({
      drainWorker: failing(500),
      undrainWorker: failing(403),
      removeWorker: failing(500),
    }).hub;
    await expect(broken.drain("a")).rejects.toBeInstanceOf(HubError);
    await expect(broken.undrain("a")).rejects.toBeInstanceOf(HubError);
    await expect(broken.remove("a")).rejects.toBeInstanceOf(HubError);
  });

  test("the time limit goes along", async () => {
    const { signal } = new AbortController();
    const seen: unknown[] = [];
    const { hub } = hubOf({
      status: async (how) => {
        seen.push(how?.signal);
        return status;
      },
      drainWorker: async (_id, how) => void seen.push(how?.signal),
    });
    await hub.load(signal);
    await hub.drain("a", signal);
    expect(seen).toEqual([signal, signal]);
  });
});
