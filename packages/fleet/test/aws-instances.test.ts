import { describe, expect, test, vi } from "vitest";
import { Region, intent } from "./aws-setup.ts";

// Processes and connections, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const describeAll = (region: Region) => region.do(region.cloud.describe("blue"));
const idsOf = (region: Region): string[] => [...region.fake.world.instances.keys()];
const terminate = (region: Region, ids: readonly string[]) => region.do(region.cloud.terminate(ids));
async function fleetOf(count: number, region: Region): Promise<string[]> {
  for (let at = 0; at < count; at += 1) await region.launch(intent(`s${at}-g0`));
  return idsOf(region);
}

describe("describe", () => {
  test("reads all pages, of this cluster alone", async () => {
    await using region = await (await Region.start({}, { pageSize: 2 })).prepared();
    const ids = await fleetOf(5, region);
    await region.do(region.cloud.prepare("green"));
    await region.launch({ ...intent(), cluster: "green", token: "g" });
    region.fake.calls.length = 0;
    expect((await describeAll(region)).map(({ id }) => id)).toEqual(ids);
    expect(region.fake.callsOf("DescribeInstances")).toHaveLength(3);
  });

  test("tells states and status checks as they go", async () => {
    await using region = await (await Region.start()).prepared();
    const [id = ""] = await fleetOf(1, region);
    const seen = async () =>
      (await describeAll(region)).map(({ state, statusChecks }) => [state, statusChecks]);
    expect(await seen()).toEqual([["pending", "unknown"]]);
    await region.clock.advance(30_000);
    const instance = region.fake.world.instances.get(id);
    for (const status of ["initializing", "ok", "impaired", "insufficient-data"] as const) {
      if (instance !== undefined) instance.status = status;
      expect(await seen()).toEqual([["running", status === "insufficient-data" ? "unknown" : status]]);
    }
    region.fake.world.end(id);
    expect(await seen()).toEqual([["shutting-down", "unknown"]]);
    await region.clock.advance(20_000);
    expect(await seen()).toEqual([["terminated", "unknown"]]);
  });

  test("asks for the statuses of many in batches", async () => {
    await using region = await (await Region.start()).prepared();
    await fleetOf(120, region);
    await region.clock.advance(30_000);
    expect((await describeAll(region)).every(({ statusChecks }) => statusChecks === "ok")).toBe(true);
    const asked = region.fake
      .callsOf("DescribeInstanceStatus")
      .map(({ input }) => (input["InstanceIds"] as []).length);
    expect(asked).toEqual([100, 20]);
  });

  test("tells when a spot instance will be taken away; on-demand ones are not asked about", async () => {
    await using region = await (await Region.start()).prepared();
    await region.launch();
    await region.clock.advance(30_000);
    await describeAll(region);
    expect(region.fake.callsOf("DescribeSpotInstanceRequests")).toEqual([]);
    const outcome = await region.launch(intent("s1-g0", { market: "spot" }));
    await region.clock.advance(30_000);
    const id = outcome.kind === "launched" ? outcome.instance.id : "";
    expect((await describeAll(region)).map(({ interruptionAt }) => interruptionAt)).toEqual([
      undefined,
      undefined,
    ]);
    region.fake.world.interrupt(id);
    const at = region.clock.wallTime() + 120_000;
    expect((await describeAll(region)).map(({ interruptionAt }) => interruptionAt)).toEqual([undefined, at]);
  });

  test("does without statuses when they are refused, but not without instances", async () => {
    await using region = await (await Region.start()).prepared();
    await fleetOf(1, region);
    await region.clock.advance(30_000);
    region.fake.denied.add("ec2:DescribeInstanceStatus");
    expect(await describeAll(region)).toMatchObject([{ state: "running", statusChecks: "unknown" }]);
    region.fake.denied.add("ec2:DescribeInstances");
    await expect(describeAll(region)).rejects.toMatchObject({
      name: "AwsCallError",
      action: "ec2:DescribeInstances",
      code: "UnauthorizedOperation",
      kind: "credentials",
      retryable: false,
      requestId: expect.any(String),
    });
  });
});

describe("terminate", () => {
  test("ends all of them, in batches", async () => {
    await using region = await (await Region.start()).prepared();
    const ids = await fleetOf(130, region);
    expect(await terminate(region, ids)).toEqual(ids.map((id) => ({ kind: "terminated", id })));
    expect(region.fake.world.living()).toEqual([]);
    expect(region.fake.callsOf("TerminateInstances")).toHaveLength(2);
    expect(await terminate(region, [])).toEqual([]);
  });

  test("ids that EC2 does not know do not keep the others alive", async () => {
    await using region = await (await Region.start()).prepared();
    const [first = "", second = ""] = await fleetOf(2, region);
    const gone = ["i-0123456789abcdef0", "i-0123456789abcdef1"];
    expect(await terminate(region, [first, gone[0] ?? "", second, gone[1] ?? ""])).toEqual(
      [first, gone[0], second, gone[1]].map((id) => ({ kind: "terminated", id })),
    );
    expect(region.fake.world.living()).toEqual([]);
  });

  test("asks one by one when EC2 does not name the one that it does not know", async () => {
    await using region = await (await Region.start()).prepared();
    const ids = await fleetOf(2, region);
    region.fake.spoil("TerminateInstances", {
      kind: "error",
      code: "InvalidInstanceID.NotFound",
      message: "One of them does not exist",
    });
    await terminate(region, ids);
    expect(region.fake.callsOf("TerminateInstances")).toHaveLength(3);
    expect(region.fake.world.living()).toEqual([]);
  });

  test("a lost answer is asked for again; one that never comes is not known", async () => {
    await using region = await (await Region.start()).prepared();
    const ids = await fleetOf(1, region);
    region.fake.spoil("TerminateInstances", { kind: "lost" });
    expect(await terminate(region, ids)).toMatchObject([{ kind: "terminated" }]);
    region.fake.spoil("TerminateInstances", { kind: "reset" }, 5);
    expect(await terminate(region, ids)).toMatchObject([{ kind: "unknown", id: ids[0] }]);
  });

  test("what is not allowed is told", async () => {
    await using region = await (await Region.start()).prepared();
    const ids = await fleetOf(1, region);
    region.fake.denied.add("ec2:TerminateInstances");
    expect(await terminate(region, ids)).toMatchObject([
      { kind: "denied", id: ids[0], reason: expect.stringContaining("ec2:TerminateInstances") },
    ]);
  });
});

describe("permissions", () => {
  const missing = async (region: Region): Promise<string[]> =>
    (await region.do(region.cloud.permissions("blue"))).map(({ action }) => action);

  test("nothing is missing, and nothing is changed, before there is anything and after", async () => {
    await using region = await Region.start();
    expect(await missing(region)).toEqual([]);
    expect(region.fake.world.groups.size).toBe(0);
    await region.prepared();
    await fleetOf(1, region);
    const before = structuredClone([...region.fake.world.templates, ...region.fake.world.groups]);
    expect(await missing(region)).toEqual([]);
    expect([...region.fake.world.templates, ...region.fake.world.groups]).toEqual(before);
    expect(region.fake.world.living()).toHaveLength(1);
    expect(region.fake.calls.filter(({ outcome }) => outcome === "DryRunOperation").length).toBeGreaterThan(
      9,
    );
  });

  test("all that is missing is listed at once", async () => {
    await using region = await (await Region.start()).prepared();
    await fleetOf(1, region);
    const denied = [
      "AuthorizeSecurityGroupIngress",
      "CreateLaunchTemplateVersion",
      "DeleteSecurityGroup",
      "DescribeInstanceStatus",
      "DescribeVpcs",
      "RunInstances",
      "TerminateInstances",
    ].map((action) => `ec2:${action}`);
    for (const action of denied) region.fake.denied.add(action);
    // Without the network there is neither a group nor a launch to try.
    expect((await missing(region)).toSorted()).toEqual(
      ["CreateLaunchTemplateVersion", "DescribeInstanceStatus", "DescribeVpcs", "TerminateInstances"].map(
        (action) => `ec2:${action}`,
      ),
    );
    region.fake.denied.delete("ec2:DescribeVpcs");
    expect((await missing(region)).toSorted()).toEqual(
      denied.filter((action) => action !== "ec2:DescribeVpcs"),
    );
  });

  test("tagging at launch is a permission of its own", async () => {
    await using region = await Region.start();
    region.fake.spoil("RunInstances", {
      kind: "error",
      code: "UnauthorizedOperation",
      message: "User: x is not authorized to perform: ec2:CreateTags on resource: y",
    });
    expect(await missing(region)).toEqual(["ec2:CreateTags"]);
  });

  test("who has no valid credentials is told that", async () => {
    await using region = await Region.start();
    region.fake.spoil("*", { kind: "error", code: "AuthFailure", status: 401 }, 100);
    await expect(missing(region)).rejects.toMatchObject({ code: "AuthFailure", kind: "credentials" });
  });
});
