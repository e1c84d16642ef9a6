import { vi } from "vitest";
import { FakeClock } from "@pigeon/retry/testing";
import { SimulatedCloud } from "../src/testing.ts";
import { Region } from "./aws-setup.ts";
import { cloudConformance } from "./cloud-conformance.ts";

// Processes and connections, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

cloudConformance("EC2, imitated at wire level", async () => {
  // Everything at its worst: short pages, and descriptions that lag behind.
  const region = await Region.start({}, { pageSize: 1, visibleAfterMs: 2_000 });
  const { fake, clock } = region;
  const { world } = fake;
  return {
    cloud: region.cloud,
    do: (promise) => region.do(promise),
    advance: (ms) => clock.advance(ms),
    setCapacity: ({ type, zone, market }, instances) =>
      void world.capacity.set(`${type}/${zone}/${market}`, instances),
    loseLaunch: () => fake.spoil("RunInstances", { kind: "lost" }, 5),
    failLaunch: (how) =>
      how === "denied"
        ? fake.spoil("RunInstances", { kind: "error", code: "UnauthorizedOperation" })
        : fake.spoil("RunInstances", { kind: "error", code: "RequestLimitExceeded" }, 5),
    interrupt: (id) => world.interrupt(id),
    kill: (id) => world.end(id),
    setImpaired: (id) => {
      const instance = world.instances.get(id);
      if (instance !== undefined) instance.status = "impaired";
    },
    [Symbol.asyncDispose]: () => region[Symbol.asyncDispose](),
  };
});

cloudConformance("the simulated cloud", async () => {
  const clock = new FakeClock(Date.parse("2030-01-01T00:00:00Z"));
  const cloud = new SimulatedCloud({ clock });
  return {
    cloud,
    do: (promise) => clock.settle(promise),
    advance: (ms) => clock.advance(ms),
    setCapacity: (offer, instances) => cloud.setCapacity(offer, instances),
    loseLaunch: () => cloud.fail("launch", "lost-after"),
    failLaunch: (how) => cloud.fail("launch", how),
    interrupt: (id) => cloud.interrupt(id),
    kill: (id) => cloud.kill(id),
    setImpaired: (id) => cloud.setImpaired(id),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
});
