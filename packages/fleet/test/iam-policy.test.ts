import { describe, expect, test, vi } from "vitest";
import { Region, boot, intent } from "./aws-setup.ts";
import { enforce, many, readPolicy, type Policy } from "@pigeon/fake-ec2";

const documented = new URL("../docs/iam-policy.json", import.meta.url);

// Processes and connections, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const group = { name: "hub", vpcId: "vpc-1", description: "", tags: [], ingress: [] };

/** All that a fleet ever does, from nothing to nothing. */
async function wholeLife(region: Region): Promise<void> {
  const { cloud, clock, fake } = region;
  fake.world.groups.set("sg-0abc", { id: "sg-0abc", ...group });
  await region.do(cloud.prepare("blue"));
  const own = [...fake.world.groups.values()].find(({ name }) => name === "pigeon-blue");
  own?.ingress.push({ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "0.0.0.0/0" }] });
  const changed = region.cloudWith({ hubSecurityGroupId: "sg-0abc", boot: { ...boot, slots: 2 } });
  await region.do(changed.prepare("blue"));
  const outcomes = [
    await region.launch(intent("s0-g0")),
    await region.launch(intent("s1-g0", { market: "spot", type: "m7g.large" })),
  ];
  expect(outcomes).toMatchObject([{ kind: "launched" }, { kind: "launched" }]);
  expect(await region.do(cloud.permissions("blue"))).toEqual([]);
  await clock.advance(60_000);
  const instances = await region.do(cloud.describe("blue"));
  expect(instances.map(({ statusChecks }) => statusChecks)).toEqual(["ok", "ok"]);
  const ended = await region.do(cloud.terminate(instances.map(({ id }) => id)));
  expect(ended.map(({ kind }) => kind)).toEqual(["terminated", "terminated"]);
  expect((await region.do(cloud.remove("blue"))).left).toEqual([]);
}

const start = (): Promise<Region> => Region.start({ hubSecurityGroupId: "sg-0abc" });

/** Of EC2: it looks the image up in the name of who launches. */
const BY_EC2_ITSELF = "ssm:GetParameters";

describe("the documented policy", () => {
  const policy = readPolicy(documented);
  const allowed = new Set(policy.Statement.flatMap(({ Action }) => many(Action)));

  test("allows all that a fleet does, and names nothing that it does not do", async () => {
    await using region = await start();
    const seen = new Set<string>([BY_EC2_ITSELF]);
    enforce(region.fake, policy, seen);
    await wholeLife(region);
    expect(region.fake.calls.filter(({ outcome }) => outcome === "UnauthorizedOperation")).toEqual([]);
    expect([...allowed].toSorted()).toEqual([...seen].toSorted());
  });

  test("says nothing more than once, and nothing by wildcard", () => {
    for (const action of allowed) expect(action).toMatch(/^(ec2|ssm):\w+$/);
    const resources = policy.Statement.flatMap(({ Sid, Resource }) =>
      many(Resource).map((arn) => [Sid, arn]),
    );
    expect(resources.filter(([, arn]) => arn === "*").map(([sid]) => sid)).toEqual(["Look"]);
  });

  test.each(policy.Statement.filter(({ Action }) => Action !== BY_EC2_ITSELF).map(({ Sid }) => Sid))(
    "needs the statement %s",
    async (sid) => {
      await using region = await start();
      enforce(region.fake, without(policy, sid));
      await wholeLife(region).catch(() => {});
      expect(region.fake.calls.map(({ outcome }) => outcome)).toContain("UnauthorizedOperation");
    },
  );

  test("lets nobody touch what is of another cluster, or launch without the tag", async () => {
    await using region = await start();
    region.fake.world.groups.set("sg-0abc", { id: "sg-0abc", ...group });
    await region.do(region.cloud.prepare("green"));
    const launched = await region.launch({ ...intent(), cluster: "green", token: "g" });
    const id = launched.kind === "launched" ? launched.instance.id : "";
    enforce(region.fake, policy);
    expect(await region.do(region.cloud.terminate([id]))).toMatchObject([{ kind: "denied" }]);
    expect(await region.launch({ ...intent("s1-g0"), cluster: "green" })).toMatchObject({ kind: "denied" });
    expect((await region.do(region.cloud.remove("green"))).left).toHaveLength(2);
    expect(region.fake.world.living()).toHaveLength(1);
  });

  test("without some of it, the permission check lists what is missing", async () => {
    await using region = await start();
    enforce(region.fake, without(policy, "TagWhatIsMade"));
    const missing = await region.do(region.cloud.permissions("blue"));
    expect(missing.map(({ action }) => action)).toEqual(["ec2:CreateTags"]);
  });
});

function without({ Statement }: Policy, sid: string): Policy {
  return { Statement: Statement.filter(({ Sid }) => Sid !== sid) };
}
