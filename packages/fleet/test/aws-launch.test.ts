import { describe, expect, test, vi } from "vitest";
import { Region, intent } from "./aws-setup.ts";

// Processes and connections, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const throttled = { kind: "error", code: "RequestLimitExceeded" } as const;

describe("a launch", () => {
  test("makes one tagged instance from the cluster's template", async () => {
    await using region = await (await Region.start({ tags: { team: "birds" } })).prepared();
    const outcome = await region.launch();
    expect(outcome).toMatchObject({
      kind: "launched",
      instance: {
        state: "pending",
        type: "m7i.large",
        zone: "eu-central-1a",
        market: "on-demand",
        intentId: "s0-g0",
        launchedAt: region.clock.wallTime(),
        tags: {
          "pigeon:cluster": "blue",
          "pigeon:role": "worker",
          "pigeon:intent": "s0-g0",
          team: "birds",
          Name: "pigeon-blue-s0-g0",
        },
      },
    });
    const [instance] = region.fake.world.living();
    expect(instance?.volumeTags).toEqual(instance?.tags);
    expect(instance?.token).toBe(intent().token);
    expect(instance?.request).toMatchObject({
      InstanceInitiatedShutdownBehavior: "terminate",
      MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [{ Ebs: { VolumeType: "gp3", Encrypted: true, DeleteOnTermination: true } }],
    });
  });

  test("on the spot market asks for an instance that ends when it is taken away", async () => {
    await using region = await (await Region.start()).prepared();
    const outcome = await region.launch(intent("s0-g0", { market: "spot" }));
    expect(outcome).toMatchObject({ kind: "launched", instance: { market: "spot" } });
    expect(region.fake.calls[0]?.action).toBe("RunInstances");
    expect(region.fake.calls[0]?.input).toMatchObject({
      InstanceMarketOptions: {
        MarketType: "spot",
        SpotOptions: { SpotInstanceType: "one-time", InstanceInterruptionBehavior: "terminate" },
      },
      TagSpecifications: [
        { ResourceType: "instance" },
        { ResourceType: "volume" },
        { ResourceType: "spot-instances-request" },
      ],
    });
  });

  test("takes the image for the type's processors", async () => {
    await using region = await (await Region.start()).prepared();
    for (const type of ["m7i.large", "m7g.large", "c7gn.xlarge", "g5.xlarge", "g5g.xlarge", "a1.large"])
      await region.launch(intent(`s0-${type.replace(".", "-")}`, { type }));
    const images = region.fake.world.living().map(({ type, imageId }) => [type, imageId]);
    expect(images).toEqual([
      ["m7i.large", "ami-0a1"],
      ["m7g.large", "ami-0a2"],
      ["c7gn.xlarge", "ami-0a2"],
      ["g5.xlarge", "ami-0a1"],
      ["g5g.xlarge", "ami-0a2"],
      ["a1.large", "ami-0a2"],
    ]);
  });
});

describe("a launch never happens twice", () => {
  test("when its answer is lost after EC2 carried it out", async () => {
    await using region = await (await Region.start()).prepared();
    region.fake.spoil("RunInstances", { kind: "lost" });
    expect(await region.launch()).toMatchObject({ kind: "launched" });
    expect(region.fake.callsOf("RunInstances").map(({ outcome }) => outcome)).toEqual(["lost", "ok"]);
    expect(region.fake.world.instances.size).toBe(1);
  });

  test("when all answers are lost, and another process asks again", async () => {
    await using region = await (await Region.start()).prepared();
    region.fake.spoil("RunInstances", { kind: "lost" }, 5);
    const outcome = await region.launch();
    expect(outcome.kind).toBe("unknown");
    const again = await region.launch(intent(), region.cloudWith());
    expect(again).toMatchObject({
      kind: "launched",
      instance: { id: [...region.fake.world.instances.keys()][0] },
    });
    expect(region.fake.callsOf("RunInstances")).toHaveLength(6);
    expect(region.fake.world.instances.size).toBe(1);
  });

  test("when the same intent is asked for with other settings: it is said, and nothing is launched", async () => {
    await using region = await (await Region.start()).prepared();
    await region.launch();
    const other = await region.launch(intent(), region.cloudWith({ tags: { team: "bees" } }));
    expect(other).toMatchObject({
      kind: "mismatch",
      reason: expect.stringContaining("IdempotentParameterMismatch"),
    });
    expect(region.fake.world.instances.size).toBe(1);
  });

  test("when the instance has ended since, it is told as it is", async () => {
    await using region = await (await Region.start()).prepared();
    await region.launch();
    region.fake.world.end([...region.fake.world.instances.keys()][0] ?? "");
    expect(await region.launch()).toMatchObject({ kind: "launched", instance: { state: "shutting-down" } });
  });
});

describe("what a launch that fails means", () => {
  test.each([
    ["InsufficientInstanceCapacity", 500, "capacity", 1],
    ["Unsupported", 400, "capacity", 1],
    ["SpotMaxPriceTooLow", 400, "capacity", 1],
    ["VcpuLimitExceeded", 400, "quota", 1],
    ["MaxSpotInstanceCountExceeded", 400, "quota", 1],
    ["UnauthorizedOperation", 403, "denied", 1],
    ["InvalidParameterValue", 400, "denied", 1],
    ["RequestLimitExceeded", 503, "throttled", 5],
    ["InternalError", 500, "unknown", 5],
    ["Unavailable", 503, "unknown", 5],
  ])("%s with status %i is %s, after %i attempts", async (code, status, kind, attempts) => {
    await using region = await (await Region.start()).prepared();
    region.fake.spoil("RunInstances", { kind: "error", code, status, message: "for this reason" }, 100);
    const outcome = await region.launch();
    expect(outcome).toMatchObject({
      kind,
      reason: expect.stringContaining(`${code}: for this reason (request `),
    });
    expect(region.fake.callsOf("RunInstances")).toHaveLength(attempts);
  });

  test("a zone without a subnet is one without capacity, and EC2 is not asked", async () => {
    await using region = await (await Region.start({ subnetIds: ["subnet-a", "subnet-c"] })).prepared();
    expect(await region.launch(intent("s0-g0", { zone: "eu-central-1b" }))).toEqual({
      kind: "capacity",
      reason: "there is no subnet in eu-central-1b; there are some in eu-central-1a, eu-central-1c",
    });
    expect(region.fake.callsOf("RunInstances")).toEqual([]);
  });

  test("throttling is retried from the longer delay, and then served", async () => {
    await using region = await (await Region.start()).prepared();
    region.fake.spoil("RunInstances", throttled, 2);
    const start = region.clock.now();
    expect(await region.launch()).toMatchObject({ kind: "launched" });
    // Full jitter at 0.5 of 1000 ms and 2000 ms.
    expect(region.clock.now() - start).toBe(1500);
  });

  test("an API that keeps failing is left alone, and others are not", async () => {
    await using region = await (
      await Region.start({ calls: { failureThreshold: 4, maxRetries: 9 } })
    ).prepared();
    region.fake.spoil("RunInstances", throttled, 100);
    const outcome = await region.launch();
    expect(outcome).toMatchObject({ kind: "throttled", retryAfterMs: expect.any(Number) });
    expect(region.fake.callsOf("RunInstances")).toHaveLength(4);
    expect(region.cloud.breakers.state("RunInstances")).toBe("open");
    expect(await region.launch()).toMatchObject({ kind: "throttled" });
    expect(region.fake.callsOf("RunInstances")).toHaveLength(4);
    expect(await region.do(region.cloud.describe("blue"))).toEqual([]);
  });

  test("a request without an answer in time is given up, and asked again", async () => {
    await using region = await Region.start();
    let asked = 0;
    const cloud = region.cloudWith({
      calls: { timeoutMs: 20, maxRetries: 1 },
      subnetIds: ["subnet-a"],
      send: async (action: string, _input: unknown, signal: AbortSignal) => {
        if (action === "DescribeSubnets")
          return { Subnets: [{ SubnetId: "subnet-a", VpcId: "vpc-1", AvailabilityZone: "eu-central-1a" }] };
        asked += 1;
        return new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason as Error)),
        );
      },
    });
    const outcome = await region.launch(intent(), cloud);
    expect(outcome).toMatchObject({
      kind: "unknown",
      reason: expect.stringContaining("no answer within 20 ms"),
    });
    expect(asked).toBe(2);
  });

  test("what the caller calls off rejects with its reason", async () => {
    await using region = await (await Region.start()).prepared();
    const reason = new Error("enough");
    await expect(region.do(region.cloud.launch(intent(), AbortSignal.abort(reason)))).rejects.toBe(reason);
  });

  test("failures are logged, but not the lack of capacity", async () => {
    const logged: string[] = [];
    const errors = { logInfrastructureError: (operation: string) => void logged.push(operation) };
    await using region = await (await Region.start({ errors })).prepared();
    region.fake.spoil("RunInstances", { kind: "error", code: "InsufficientInstanceCapacity" });
    region.fake.spoil("RunInstances", { kind: "error", code: "UnauthorizedOperation" });
    await region.launch();
    expect(logged).toEqual([]);
    await region.launch();
    expect(logged).toEqual(["ec2:RunInstances"]);
  });
});
