import * as ec2 from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ec2Client, FakeEc2 } from "../src/index.ts";

let fake: FakeEc2;
let client: ec2.EC2Client;
let now: number;

beforeEach(async () => {
  now = Date.parse("2030-01-01T00:00:00Z");
  fake = await FakeEc2.start({ now: () => now });
  client = ec2Client(fake.url);
});
afterEach(async () => {
  client.destroy();
  await fake[Symbol.asyncDispose]();
});

const run = (more: Partial<ec2.RunInstancesCommandInput> = {}): Promise<ec2.RunInstancesCommandOutput> =>
  client.send(
    new ec2.RunInstancesCommand({
      ImageId: "ami-1",
      InstanceType: "m7i.large",
      MinCount: 1,
      MaxCount: 1,
      ...more,
    }),
  );
const describeAll = async (input: ec2.DescribeInstancesCommandInput = {}): Promise<ec2.Instance[]> => {
  const { Reservations = [] } = await client.send(new ec2.DescribeInstancesCommand(input));
  return Reservations.flatMap(({ Instances = [] }) => Instances);
};
const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "ok",
    (error: unknown) => (error as Error).name,
  );

test("no test reaches beyond this machine", () => {
  expect(() => ec2Client("https://ec2.eu-central-1.amazonaws.com")).toThrow("tests stay on the loopback");
  expect(() => ec2Client("http://10.0.0.1")).toThrow("tests stay on the loopback");
});

describe("instances", () => {
  test("go from pending to running to shutting-down to terminated by the clock, and are forgotten", async () => {
    const { Instances = [] } = await run();
    const [{ InstanceId: id = "" } = {}] = Instances;
    const state = async (): Promise<string | undefined> => (await describeAll())[0]?.State?.Name;
    expect(await state()).toBe("pending");
    now += 30_000;
    expect(await state()).toBe("running");
    await client.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(await state()).toBe("shutting-down");
    now += 20_000;
    expect(await state()).toBe("terminated");
    now += 3_600_000;
    expect(await state()).toBeUndefined();
  });

  test("are not known at first, where descriptions lag behind", async () => {
    fake.world.behaviour.visibleAfterMs = 5_000;
    const { Instances = [] } = await run();
    const ids = Instances.map(({ InstanceId = "" }) => InstanceId);
    expect(await describeAll()).toEqual([]);
    expect(await codeOf(describeAll({ InstanceIds: ids }))).toBe("InvalidInstanceID.NotFound");
    expect(await codeOf(client.send(new ec2.TerminateInstancesCommand({ InstanceIds: ids })))).toBe(
      "InvalidInstanceID.NotFound",
    );
    now += 5_000;
    expect(await describeAll({ InstanceIds: ids })).toHaveLength(1);
  });

  test("one unknown id, and none is terminated", async () => {
    const { Instances = [] } = await run();
    const InstanceIds = [Instances[0]?.InstanceId ?? "", "i-0123456789abcdef0"];
    expect(await codeOf(client.send(new ec2.TerminateInstancesCommand({ InstanceIds })))).toBe(
      "InvalidInstanceID.NotFound",
    );
    expect(fake.world.living()).toHaveLength(1);
  });

  test("the same token launches once; with other parameters it is refused", async () => {
    const [first, second] = [await run({ ClientToken: "t1" }), await run({ ClientToken: "t1" })];
    expect(second.Instances?.[0]?.InstanceId).toBe(first.Instances?.[0]?.InstanceId);
    expect(await codeOf(run({ ClientToken: "t1", InstanceType: "m7a.large" }))).toBe(
      "IdempotentParameterMismatch",
    );
    expect(fake.world.instances.size).toBe(1);
  });

  test("a type can be used up in a zone", async () => {
    fake.world.capacity.set("m7i.large/eu-central-1a/on-demand", 1);
    const inZone = { SubnetId: "subnet-a" };
    expect(await codeOf(run(inZone))).toBe("ok");
    expect(await codeOf(run(inZone))).toBe("InsufficientInstanceCapacity");
    expect(await codeOf(run({ SubnetId: "subnet-b" }))).toBe("ok");
    expect(await codeOf(run({ ...inZone, InstanceMarketOptions: { MarketType: "spot" } }))).toBe("ok");
    fake.world.end([...fake.world.instances.keys()][0] ?? "");
    expect(await codeOf(run(inZone))).toBe("ok");
  });

  test("pages fit together, filters and tags count", async () => {
    fake.world.behaviour.pageSize = 2;
    const tagged = {
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "team", Value: "a&b <c>" }] }],
    };
    await run({ MinCount: 5, MaxCount: 5, ...tagged } as Partial<ec2.RunInstancesCommandInput>);
    await run();
    const ids: string[] = [];
    const input = { Filters: [{ Name: "tag:team", Values: ["a*"] }] };
    for await (const { Reservations = [] } of ec2.paginateDescribeInstances({ client }, input))
      for (const { Instances = [] } of Reservations)
        ids.push(...Instances.map(({ InstanceId = "" }) => InstanceId));
    expect(new Set(ids).size).toBe(5);
    expect(fake.callsOf("DescribeInstances")).toHaveLength(3);
    expect((await describeAll(input))[0]?.Tags).toEqual([{ Key: "team", Value: "a&b <c>" }]);
    const foreign = describeAll({ ...input, NextToken: btoa('{"end":2,"asked":"{}"}') });
    expect(await codeOf(foreign)).toBe("InvalidNextToken");
    expect(await codeOf(describeAll({ MaxResults: 2 }))).toBe("InvalidParameterValue");
    expect(await codeOf(describeAll({ Filters: [{ Name: "nonsense", Values: ["x"] }] }))).toBe(
      "InvalidParameterValue",
    );
  });
});

describe("launch templates", () => {
  const data = {
    ImageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
  };
  const create = (): Promise<unknown> =>
    client.send(new ec2.CreateLaunchTemplateCommand({ LaunchTemplateName: "t", LaunchTemplateData: data }));

  test("have versions; what the request says comes on top", async () => {
    await create();
    await client.send(
      new ec2.CreateLaunchTemplateVersionCommand({
        LaunchTemplateName: "t",
        LaunchTemplateData: { ...data, InstanceType: "m7g.large" },
      }),
    );
    const template = (Version: string): Partial<ec2.RunInstancesCommandInput> => ({
      LaunchTemplate: { LaunchTemplateName: "t", Version },
    });
    const launch = async (more: Partial<ec2.RunInstancesCommandInput>): Promise<ec2.Instance | undefined> =>
      (await client.send(new ec2.RunInstancesCommand({ MinCount: 1, MaxCount: 1, ...more }))).Instances?.[0];
    expect((await launch(template("$Latest")))?.InstanceType).toBe("m7g.large");
    expect(await launch({ ...template("2"), InstanceType: "m8g.large" })).toMatchObject({
      InstanceType: "m8g.large",
      ImageId: "ami-0a2",
    });
    expect(await codeOf(launch(template("3")))).toBe("InvalidLaunchTemplateId.VersionNotFound");
    expect(await codeOf(create())).toBe("InvalidLaunchTemplateName.AlreadyExistsException");
  });

  test("take user data of 16 KB and no more", async () => {
    const create = (bytes: number): Promise<unknown> =>
      client.send(
        new ec2.CreateLaunchTemplateCommand({
          LaunchTemplateName: "big",
          LaunchTemplateData: { UserData: Buffer.alloc(bytes).toString("base64") },
        }),
      );
    expect(await codeOf(create(16_385))).toBe("InvalidUserData.Malformed");
    expect(await codeOf(create(16_384))).toBe("ok");
  });
});

describe("what goes wrong on purpose", () => {
  test("errors, lost answers and resets, each as often as asked", async () => {
    fake.spoil("RunInstances", { kind: "error", code: "RequestLimitExceeded" });
    fake.spoil("RunInstances", { kind: "reset" });
    fake.spoil("RunInstances", { kind: "lost" });
    expect(await codeOf(run())).toBe("RequestLimitExceeded");
    expect(await codeOf(run())).not.toBe("ok");
    expect(fake.world.instances.size).toBe(0);
    expect(await codeOf(run())).not.toBe("ok");
    expect(fake.world.instances.size).toBe(1);
    expect(await codeOf(run())).toBe("ok");
    expect(fake.calls.map(({ outcome }) => outcome)).toEqual(["RequestLimitExceeded", "reset", "lost", "ok"]);
  });

  test("a dry run says what is allowed, and does nothing", async () => {
    expect(await codeOf(run({ DryRun: true }))).toBe("DryRunOperation");
    fake.denied.add("ec2:RunInstances");
    expect(await codeOf(run({ DryRun: true }))).toBe("UnauthorizedOperation");
    expect(fake.world.instances.size).toBe(0);
  });

  test("what it does not know it refuses: actions, parameters, missing ones, requests without a signature", async () => {
    expect(await codeOf(client.send(new ec2.DescribeImagesCommand()))).toBe("InvalidAction");
    const post = async (
      body: string,
      authorization = "AWS4-HMAC-SHA256 Credential=a/b/c/ec2/aws4_request, x",
    ) => {
      const response = await fetch(fake.url, { method: "POST", body, headers: { authorization } });
      return /<Code>(.*)<\/Code>/.exec(await response.text())?.[1];
    };
    expect(await post("Action=RunInstances&MinCount=1&MaxCount=1&Colour=red")).toBe("UnknownParameter");
    expect(await post("Action=RunInstances&MinCount=1")).toBe("MissingParameter");
    expect(await post("Action=RunInstances&MinCount=one&MaxCount=1")).toBe("InvalidParameterValue");
    expect(await post("Action=DescribeVpcs", "")).toBe("AuthFailure");
  });
});
