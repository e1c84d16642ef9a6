import { describe, expect, test, vi } from "vitest";
import { Region, boot, intent } from "./aws-setup.ts";

// Processes and connections, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const world = (region: Region) => region.fake.world;
const prepare = (region: Region, cloud = region.cloud) => region.do(cloud.prepare("blue"));
const actions = (region: Region): string[] => region.fake.calls.map(({ action }) => action);

describe("prepare", () => {
  test("makes a group, which nobody may call, and a template, both tagged", async () => {
    await using region = await Region.start({ tags: { team: "birds" } });
    expect(await prepare(region)).toMatchObject({
      created: true,
      resources: [
        expect.stringMatching(/^security group sg-\w+ pigeon-blue \(created\)$/),
        expect.stringMatching(/^launch template lt-\w+ version 1 \(created\)$/),
      ],
    });
    const [group] = world(region).groups.values();
    expect(group).toMatchObject({ name: "pigeon-blue", vpcId: "vpc-1", ingress: [] });
    const [template] = world(region).templates.values();
    for (const made of [group, template]) {
      expect(Object.fromEntries((made?.tags ?? []).map(({ Key, Value }) => [Key, Value]))).toEqual({
        team: "birds",
        "pigeon:cluster": "blue",
        "pigeon:role": "infrastructure",
      });
    }
    expect(template?.versions[0]?.data.SecurityGroupIds).toEqual([group?.id]);
    expect(Buffer.from(template?.versions[0]?.data.UserData ?? "", "base64").toString()).toContain(
      "#!/bin/bash",
    );
  });

  test("again changes nothing", async () => {
    await using region = await Region.start();
    await prepare(region);
    region.fake.calls.length = 0;
    const again = await prepare(region, region.cloudWith());
    expect(again.created).toBe(false);
    expect(again.resources[1]).toMatch(/version 1$/);
    expect(actions(region).filter((action) => !action.startsWith("Describe"))).toEqual([]);
  });

  test("another setting makes another version, and launches take it", async () => {
    await using region = await Region.start();
    await prepare(region);
    const cloud = region.cloudWith({
      boot: { ...boot, slots: 7 },
      rootVolumeGb: 40,
      rootDevice: "/dev/sda1",
      instanceProfile: "jobs",
      keyName: "ops",
      images: { x86_64: "ami-0b1" },
    });
    expect((await prepare(region, cloud)).resources[1]).toMatch(/version 2 \(new version\)$/);
    await region.launch(intent(), cloud);
    const [instance] = world(region).living();
    expect(instance?.imageId).toBe("ami-0b1");
    expect(instance?.request).toMatchObject({
      KeyName: "ops",
      IamInstanceProfile: { Name: "jobs" },
      BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { VolumeSize: 40 } }],
    });
  });

  test("lets the hub's group in on the worker's port, once, and shuts out the world", async () => {
    await using region = await Region.start({ hubSecurityGroupId: "sg-0abc" });
    world(region).groups.set("sg-0abc", {
      id: "sg-0abc",
      name: "hub",
      vpcId: "vpc-1",
      description: "",
      tags: [],
      ingress: [],
    });
    await prepare(region);
    const group = [...world(region).groups.values()].find(({ name }) => name === "pigeon-blue");
    const rule = {
      IpProtocol: "tcp",
      FromPort: 4041,
      ToPort: 4041,
      UserIdGroupPairs: [{ GroupId: "sg-0abc", Description: "Pigeon hub" }],
    };
    expect(group?.ingress).toEqual([rule]);
    const ssh = (CidrIp: string) => ({ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp }] });
    group?.ingress.push(ssh("0.0.0.0/0"), ssh("10.1.0.0/16"));
    expect((await prepare(region)).resources[0]).toMatch(/\(closed what was open to the world\)$/);
    expect(group?.ingress).toEqual([rule, ssh("10.1.0.0/16")]);
  });

  test("instances are members of further groups", async () => {
    await using region = await Region.start({ securityGroupIds: ["sg-0abc"] });
    await prepare(region);
    const [template] = world(region).templates.values();
    expect(template?.versions[0]?.data.SecurityGroupIds).toEqual([expect.any(String), "sg-0abc"]);
  });

  test.each(["CreateSecurityGroup", "CreateLaunchTemplate", "AuthorizeSecurityGroupIngress"])(
    "a lost answer to %s is made up for",
    async (action) => {
      await using region = await Region.start({ hubSecurityGroupId: "sg-0abc" });
      world(region).groups.set("sg-0abc", {
        id: "sg-0abc",
        name: "hub",
        vpcId: "vpc-1",
        description: "",
        tags: [],
        ingress: [],
      });
      region.fake.spoil(action, { kind: "lost" });
      await prepare(region);
      expect(region.fake.callsOf(action)).toHaveLength(2);
      expect(world(region).groups.size).toBe(2);
      expect(world(region).templates.size).toBe(1);
    },
  );

  test("waits for what it made to show, and says when it does not", async () => {
    await using region = await Region.start({ prepareTimeoutMs: 10_000 }, { visibleAfterMs: 4_000 });
    const start = region.clock.now();
    await prepare(region);
    expect(region.clock.now() - start).toBeGreaterThanOrEqual(8_000);
    world(region).behaviour.visibleAfterMs = 60_000;
    await expect(region.do(region.cloud.prepare("green"))).rejects.toThrow(
      "the security group pigeon-green was created, but EC2 does not describe it yet; try again",
    );
  });

  test("without a network it says what to do", async () => {
    await using region = await Region.start();
    world(region).vpcs.length = 0;
    await expect(prepare(region)).rejects.toThrow("no default VPC; name subnets in the option subnetIds");
    world(region).subnets.push({ id: "subnet-z", zone: "eu-central-1a", vpcId: "vpc-2" });
    await expect(prepare(region, region.cloudWith({ subnetIds: ["subnet-a", "subnet-z"] }))).rejects.toThrow(
      "subnetIds: expected subnets of one VPC, received vpc-1, vpc-2",
    );
  });
});

describe("remove", () => {
  test("leaves nothing, and a second time finds nothing", async () => {
    await using region = await (await Region.start()).prepared();
    const removal = await region.do(region.cloud.remove("blue"));
    expect(removal).toEqual({
      removed: ["launch template pigeon-blue", "security group pigeon-blue"],
      left: [],
    });
    expect([world(region).templates.size, world(region).groups.size]).toEqual([0, 0]);
    expect(await region.do(region.cloud.remove("blue"))).toEqual({ removed: [], left: [] });
  });

  test("waits for instances that still end", async () => {
    await using region = await (await Region.start()).prepared();
    await region.launch();
    world(region).end([...world(region).instances.keys()][0] ?? "");
    const removal = await region.do(region.cloud.remove("blue"));
    expect(removal.left).toEqual([]);
    expect(region.fake.callsOf("DeleteSecurityGroup").length).toBeGreaterThan(1);
  });

  test("tells what is left, and why, when it is held for too long", async () => {
    await using region = await (await Region.start({ removeTimeoutMs: 30_000 })).prepared();
    await region.launch();
    const removal = await region.do(region.cloud.remove("blue"));
    expect(removal.removed).toEqual(["launch template pigeon-blue"]);
    expect(removal.left).toEqual([
      { resource: "security group pigeon-blue", reason: expect.stringContaining("DependencyViolation") },
    ]);
  });

  test("what may not be removed is told, and the rest is removed", async () => {
    await using region = await (await Region.start()).prepared();
    region.fake.denied.add("ec2:DeleteLaunchTemplate");
    const removal = await region.do(region.cloud.remove("blue"));
    expect(removal.removed).toEqual(["security group pigeon-blue"]);
    expect(removal.left[0]?.reason).toContain("UnauthorizedOperation");
  });

  test("a lost answer to the removal of the group is no failure", async () => {
    await using region = await (await Region.start()).prepared();
    region.fake.spoil("DeleteSecurityGroup", { kind: "lost" });
    region.fake.spoil("DeleteLaunchTemplate", { kind: "lost" });
    expect((await region.do(region.cloud.remove("blue"))).left).toEqual([]);
    expect([world(region).templates.size, world(region).groups.size]).toEqual([0, 0]);
  });
});
