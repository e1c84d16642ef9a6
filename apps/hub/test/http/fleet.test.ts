import type { FleetView } from "@pigeon/protocol";
import { expect, test } from "vitest";
import type { FleetControl, FleetSnapshot } from "../../src/index.ts";
import { testHub } from "../hub-fixture.ts";

const AT = Date.parse("2026-01-05T12:00:00Z");
const snapshot: FleetSnapshot = {
  cluster: "mail",
  at: AT,
  mode: "auto",
  counts: { wanted: 2, serving: 1, booting: 1, leaving: 0 },
  instances: [
    {
      id: "i-1",
      type: "large",
      zone: "a",
      market: "spot",
      state: "running",
      condition: "serving",
      launchedAt: AT - 1000,
      worker: { id: "i-1", status: "healthy", slots: 4, running: 1, draining: false },
    },
  ],
  exhausted: [{ type: "large", zone: "b", market: "spot" }],
  decision: { change: "out", current: 1, target: 2, reasons: ["3 jobs wait"] },
  notes: ["launches put off"],
};

class FakeFleet implements FleetControl {
  readonly heard: string[] = [];
  scaling: Promise<unknown> = Promise.resolve();
  snapshot = async (): Promise<FleetSnapshot> => snapshot;
  status(): Promise<FleetSnapshot> {
    return this.snapshot();
  }
  scaleTo(count: number): Promise<unknown> {
    this.heard.push(`scale ${count}`);
    return this.scaling;
  }
  follow(): void {
    this.heard.push("follow");
  }
  start(): void {
    this.heard.push("start");
  }
  async stop(): Promise<void> {
    this.heard.push("stop");
    throw new Error("a round was under way");
  }
}

const failure = (name: string): Promise<never> => {
  const failed = Promise.reject(Object.assign(new Error("no capacity"), { name }));
  failed.catch(() => undefined);
  return failed;
};

test("a fleet begins and ends with its hub, and shows", async () => {
  const fleet = new FakeFleet();
  const hub = await testHub({}, { fleet });
  expect(fleet.heard).toEqual(["start"]);
  const { status, body } = await hub.call<FleetView>("GET", "/v1/fleet");
  expect(status).toBe(200);
  const { decision, counts, notes, exhausted } = snapshot;
  expect(body).toEqual({
    cluster: "mail",
    at: "2026-01-05T12:00:00.000Z",
    mode: "auto",
    counts,
    instances: [{ ...snapshot.instances[0], launchedAt: "2026-01-05T11:59:59.000Z" }],
    exhausted,
    decision,
    notes,
  });
  await hub.close();
  expect(fleet.heard).toEqual(["start", "stop"]);
});

test("it is scaled, and goes by the load again", async () => {
  const fleet = new FakeFleet();
  const hub = await testHub({}, { fleet });
  expect((await hub.call("POST", "/v1/fleet/scale", { count: 5 })).status).toBe(202);
  expect((await hub.call("POST", "/v1/fleet/scale", { count: "auto" })).status).toBe(202);
  expect(fleet.heard).toEqual(["start", "scale 5", "follow"]);
  for (const count of [-1, 10_001, 1.5, "all", undefined]) {
    expect(await hub.call("POST", "/v1/fleet/scale", { count })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "count" }] },
    });
  }
});

test("an operation that fails later is told as an error, unless another one took its place", async () => {
  const fleet = new FakeFleet();
  const hub = await testHub({}, { fleet });
  const errors = async () =>
    (await hub.call<{ errors: { message: string }[] }>("GET", "/v1/errors")).body.errors;
  fleet.scaling = failure("FleetSupersededError");
  await hub.call("POST", "/v1/fleet/scale", { count: 1 });
  expect(await errors()).toEqual([]);
  fleet.scaling = failure("FleetTimeoutError");
  await hub.call("POST", "/v1/fleet/scale", { count: 2 });
  expect((await errors()).map(({ message }) => message)).toEqual(["no capacity"]);
});

test("a fleet without an autoscaler, a cloud that does not answer, and a hub without a fleet", async () => {
  const fleet = new FakeFleet();
  fleet.follow = () => {
    throw new TypeError("This fleet has no autoscaler");
  };
  fleet.snapshot = async () => {
    throw new Error("UnauthorizedOperation");
  };
  const hub = await testHub({}, { fleet });
  expect(await hub.call("GET", "/v1/status")).toMatchObject({ body: { keepsFleet: true } });
  expect(await hub.call("POST", "/v1/fleet/scale", { count: "auto" })).toMatchObject({
    status: 409,
    body: { detail: "This fleet has no autoscaler" },
  });
  expect((await hub.call("GET", "/v1/fleet")).status).toBe(502);
  const bare = await testHub();
  expect((await bare.call("GET", "/v1/fleet")).status).toBe(404);
  expect((await bare.call("POST", "/v1/fleet/scale", { count: 1 })).status).toBe(404);
});
