import type { IpPermission } from "@aws-sdk/client-ec2";
import { FakeClock } from "@pigeon/retry/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { architectureOf } from "../src/aws/architecture.ts";
import { checksOf, toInstance } from "../src/aws/describe.ts";
import { launchRequest } from "../src/aws/launch.ts";
import { ruleChanges } from "../src/aws/security-group.ts";
import { waitUntil } from "../src/aws/wait-until.ts";
import { launchIntent } from "../src/identity.ts";

const cidr = fc.constantFrom("0.0.0.0/0", "10.0.0.0/8", "192.168.1.0/24");
const rule: fc.Arbitrary<IpPermission> = fc.record(
  {
    IpProtocol: fc.constantFrom("tcp", "udp", "-1"),
    FromPort: fc.constantFrom(22, 4041),
    ToPort: fc.constantFrom(22, 4041),
    IpRanges: fc.array(
      cidr.map((CidrIp) => ({ CidrIp })),
      { maxLength: 3 },
    ),
    Ipv6Ranges: fc.array(fc.constantFrom({ CidrIpv6: "::/0" }, { CidrIpv6: "fd00::/8" }), { maxLength: 2 }),
    UserIdGroupPairs: fc.array(fc.constantFrom({ GroupId: "sg-1" }, { GroupId: "sg-2" }), { maxLength: 2 }),
  },
  { requiredKeys: ["IpProtocol", "IpRanges", "Ipv6Ranges", "UserIdGroupPairs"] },
);

/** As EC2 takes rules away: sources, of the rules for the same ports. */
function applied(rules: readonly IpPermission[], changes: ReturnType<typeof ruleChanges>): IpPermission[] {
  const key = ({ IpProtocol, FromPort, ToPort }: IpPermission): string =>
    `${IpProtocol} ${FromPort} ${ToPort}`;
  const left = rules.map((one) => {
    const gone = changes.remove.filter((other) => key(other) === key(one));
    const v4 = new Set(gone.flatMap(({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp)));
    const v6 = new Set(gone.flatMap(({ Ipv6Ranges = [] }) => Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)));
    return {
      ...one,
      IpRanges: (one.IpRanges ?? []).filter(({ CidrIp }) => !v4.has(CidrIp)),
      Ipv6Ranges: (one.Ipv6Ranges ?? []).filter(({ CidrIpv6 }) => !v6.has(CidrIpv6)),
    };
  });
  return [...left, ...changes.add];
}

describe("the rules of a group", () => {
  test("whatever there was: the world is shut out, the hub is let in, others stay, and a second time changes nothing", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), fc.boolean(), (rules, hasHub) => {
        const access = hasHub ? { hubSecurityGroupId: "sg-hub", port: 4041 } : undefined;
        const after = applied(rules, ruleChanges(rules, access));
        const open = after.flatMap(({ IpRanges = [], Ipv6Ranges = [] }) => [
          ...IpRanges.map(({ CidrIp }) => CidrIp),
          ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
        ]);
        expect(open).not.toContain("0.0.0.0/0");
        expect(open).not.toContain("::/0");
        const hubs = after.filter(({ UserIdGroupPairs = [] }) =>
          UserIdGroupPairs.some(({ GroupId }) => GroupId === "sg-hub"),
        );
        expect(hubs.map(({ FromPort, ToPort }) => [FromPort, ToPort])).toEqual(hasHub ? [[4041, 4041]] : []);
        const ours = (all: readonly IpPermission[]): number =>
          all.flatMap(({ IpRanges = [] }) => IpRanges).filter(({ CidrIp }) => CidrIp !== "0.0.0.0/0").length;
        expect(ours(after)).toBe(ours(rules));
        expect(ruleChanges(after, access)).toEqual({ add: [], remove: [] });
      }),
    );
  });
});

describe("a launch's request", () => {
  test("follows from the intent alone, and bears its token and tags, which no setting can change", () => {
    const text = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
    const offer = fc.record({
      type: fc.constantFrom("m7i.large", "m7g.large"),
      zone: text,
      market: fc.constantFrom("spot" as const, "on-demand" as const),
    });
    fc.assert(
      fc.property(
        text,
        text,
        offer,
        fc.dictionary(text, text, { maxKeys: 3 }),
        (cluster, id, where, tags) => {
          const intent = launchIntent(cluster, id, where);
          const settings = { images: {}, tags: { ...tags, "pigeon:intent": "another" } };
          const request = launchRequest(intent, "subnet-1", settings);
          expect(launchRequest(intent, "subnet-1", settings)).toEqual(request);
          expect(request.ClientToken).toBe(intent.token);
          expect([request.MinCount, request.MaxCount]).toEqual([1, 1]);
          for (const { Tags = [] } of request.TagSpecifications ?? [])
            expect(Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))).toMatchObject({
              "pigeon:cluster": cluster,
              "pigeon:intent": id,
              "pigeon:role": "worker",
            });
        },
      ),
    );
  });
});

describe("a wait", () => {
  test("ends with what it saw, or at its deadline, and looks ever less often", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 100_000 }), async (showsAt) => {
        const clock = new FakeClock();
        const looks: number[] = [];
        const look = async (): Promise<string | undefined> => {
          looks.push(clock.now());
          return clock.now() >= showsAt ? "it" : undefined;
        };
        const seen = await clock.settle(waitUntil(look, { clock, delayMs: 1000, deadlineMs: 60_000 }));
        expect(seen).toBe(showsAt <= 60_000 ? "it" : undefined);
        expect(clock.now()).toBeLessThanOrEqual(60_000);
        expect(looks.length).toBeLessThan(15);
        const pauses = looks.slice(1, -1).map((at, index) => at - (looks[index] ?? 0));
        expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });

  test("is called off at once", async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const options = { clock, delayMs: 1000, deadlineMs: 60_000, signal: stop.signal };
    const waiting = waitUntil(async () => undefined, options);
    await clock.advance(1500);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(clock.pendingTimers).toBe(0);
  });
});

test.each([
  ["m7i.large", "x86_64"],
  ["m7g.medium", "arm64"],
  ["c7gn.16xlarge", "arm64"],
  ["im4gn.large", "arm64"],
  ["x2gd.large", "arm64"],
  ["g4dn.xlarge", "x86_64"],
  ["g5.xlarge", "x86_64"],
  ["g5g.xlarge", "arm64"],
  ["a1.large", "arm64"],
  ["t3.micro", "x86_64"],
  ["u7i-12tb.224xlarge", "x86_64"],
])("%s has processors of %s", (type, architecture) => {
  expect(architectureOf(type)).toBe(architecture);
});

test("what EC2 leaves out of an instance is left open", () => {
  expect(toInstance({})).toBeUndefined();
  expect(toInstance({ InstanceId: "i-1" })).toEqual({
    id: "i-1",
    state: "pending",
    type: "",
    zone: "",
    market: "on-demand",
    launchedAt: 0,
    tags: {},
    statusChecks: "unknown",
  });
  expect(checksOf({})).toBe("unknown");
  expect(checksOf({ InstanceStatus: { Status: "ok" }, SystemStatus: { Status: "impaired" } })).toBe(
    "impaired",
  );
  expect(checksOf({ InstanceStatus: { Status: "ok" }, SystemStatus: { Status: "initializing" } })).toBe(
    "initializing",
  );
});
