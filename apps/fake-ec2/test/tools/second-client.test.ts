import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { FakeEc2 } from "../../src/index.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../fixtures/second_client.py", import.meta.url));

/** Debian's package serves the system's Python; another one may have boto3 by other ways. */
async function pythonWithBoto3(): Promise<string> {
  for (const python of ["/usr/bin/python3", "python3"]) {
    const found = await run(python, ["-c", "import boto3"]).then(
      () => true,
      () => false,
    );
    if (found) return python;
  }
  throw new Error("boto3 is missing; install it: apt-get install -y python3-boto3");
}

test("boto3 understands the imitation of EC2 as it understands EC2", { timeout: 120_000 }, async () => {
  const start = Date.parse("2030-01-01T00:00:00Z");
  let asked = 0;
  // Each look at the clock is a second, so that its waiters see states go by without waiting.
  await using fake = await FakeEc2.start({ now: () => start + asked * 1000, pageSize: 2 });
  fake.authorize = () => void (asked += 1);
  fake.world.behaviour.bootMs = 20_000;
  fake.world.capacity.set("scarce.large/eu-central-1b/on-demand", 2);
  const { stdout } = await run(await pythonWithBoto3(), [script, fake.url]);
  expect(JSON.parse(stdout)).toEqual({
    zones: ["eu-central-1a", "eu-central-1b"],
    again: "InvalidPermission.Duplicate",
    rule: [4041, true],
    version: 1,
    dryRun: "DryRunOperation",
    sameInstances: true,
    mismatch: "IdempotentParameterMismatch",
    capacity: "InsufficientInstanceCapacity",
    described: true,
    instance: {
      state: { Code: 0, Name: "pending" },
      zone: "eu-central-1b",
      image: "ami-0a1",
      tags: true,
      launched: "2030-01-01T00:00:09+00:00",
      tokens: "required",
    },
    statuses: ["ok", "ok"],
    unknown: "InvalidInstanceID.NotFound",
    ended: Array.from({ length: 3 }, () => ["running", "shutting-down"]),
    inUse: "DependencyViolation",
    left: 0,
  });
});
