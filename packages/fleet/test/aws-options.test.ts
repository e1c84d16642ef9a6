import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { createAwsCloud, type AwsCloudOptions } from "../src/aws.ts";
import { boot } from "./aws-setup.ts";
import { FakeEc2, requireLoopback } from "@pigeon/fake-ec2";

// Processes and connections, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const run = promisify(execFile);
const flags = ["--conditions=@pigeon/source", "--input-type=module"];

describe("options", () => {
  test.each<[string, Partial<Record<keyof AwsCloudOptions, unknown>>]>([
    ["boot", { boot: undefined }],
    ["region", { region: "Frankfurt" }],
    ["endpoint", { endpoint: "here" }],
    ["hubSecurityGroupId", { hubSecurityGroupId: "hub" }],
    ["securityGroupIds[1]", { securityGroupIds: ["sg-0abc", "0.0.0.0/0"] }],
    ["subnetIds", { subnetIds: [] }],
    ["subnetIds[0]", { subnetIds: ["net"] }],
    ["images", { images: 5 }],
    ["images.arm", { images: { arm: "ami-0b1" } }],
    ["images.arm64", { images: { arm64: "ubuntu" } }],
    ["rootVolumeGb", { rootVolumeGb: 4 }],
    ["rootDevice", { rootDevice: "sda1" }],
    ["instanceProfile", { instanceProfile: "a b" }],
    ["keyName", { keyName: "" }],
    ["tags.aws:x", { tags: { "aws:x": "1" } }],
    ["tags.Pigeon:cluster", { tags: { "Pigeon:cluster": "1" } }],
    ["tags.a", { tags: { a: "x".repeat(257) } }],
    ["tags", { tags: Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`k${at}`, "v"])) }],
    ["calls.maxRetries", { calls: { maxRetries: -1 } }],
    ["calls.baseDelayMs", { calls: { baseDelayMs: -1 } }],
    ["calls.maxDelayMs", { calls: { maxDelayMs: "1s" } }],
    ["calls.timeoutMs", { calls: { timeoutMs: 0 } }],
    ["calls.failureThreshold", { calls: { failureThreshold: 0 } }],
    ["calls.recoveryTimeoutMs", { calls: { recoveryTimeoutMs: -1 } }],
    ["prepareTimeoutMs", { prepareTimeoutMs: -1 }],
    ["removeTimeoutMs", { removeTimeoutMs: Infinity }],
    ["errors.logInfrastructureError", { errors: {} }],
  ])("%s is checked", (option, wrong) => {
    const make = () => createAwsCloud({ boot, ...wrong } as AwsCloudOptions);
    expect(make).toThrow(
      expect.objectContaining({ name: "FleetOptionsError", problems: [expect.objectContaining({ option })] }),
    );
  });

  test("all problems are told at once", () => {
    expect(() => createAwsCloud({ boot: { ...boot, hubs: [] }, region: "x", rootVolumeGb: 1 })).toThrow(
      /boot\.hubs.*\n.*region.*\n.*rootVolumeGb/,
    );
  });
});

/** What a process prints that has nothing of AWS in its environment but this. */
async function printed(code: string, env: Record<string, string>): Promise<string> {
  const home = { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" };
  const { stdout } = await run(process.execPath, [...flags, "--eval", code], {
    env: { PATH: process.env["PATH"], ...home, ...env },
    cwd: fileURLToPath(new URL("..", import.meta.url)),
  });
  return stdout.trim();
}

const describing = `
  import { createAwsCloud } from "@pigeon/fleet/aws";
  const boot = ${JSON.stringify(boot)};
  const cloud = createAwsCloud({ boot, calls: { maxRetries: 0 } });
  await cloud.describe("blue").then((all) => console.log(all.length), (error) => console.log(error.message));`;
const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

describe("region, credentials and endpoint", () => {
  test("come from the SDK's own chain", async () => {
    await using fake = await FakeEc2.start({ now: Date.now });
    requireLoopback(fake.url);
    const env = { AWS_REGION: "eu-central-1", AWS_ENDPOINT_URL_EC2: fake.url };
    expect(await printed(describing, { ...env, ...credentials })).toBe("0");
    expect(fake.callsOf("DescribeInstances")).toHaveLength(1);
    expect(await printed(describing, env)).toMatch(
      /^ec2:DescribeInstances: no AWS credentials were found; set AWS_PROFILE/,
    );
  });

  test("that are missing are named", async () => {
    expect(await printed(describing, { ...credentials, AWS_ENDPOINT_URL_EC2: "http://127.0.0.1:1" })).toBe(
      "ec2:DescribeInstances: no AWS region is set; set AWS_REGION, or the option region",
    );
  });

  test("an address where nobody answers is named as such", async () => {
    const env = { AWS_REGION: "eu-central-1", AWS_ENDPOINT_URL_EC2: "http://127.0.0.1:1" };
    expect(await printed(describing, { ...env, ...credentials })).toMatch(/ECONNREFUSED/);
  });
});

test("the SDK is loaded by the first call, and not before", async () => {
  const code = `
    import { registerHooks } from "node:module";
    let loaded = false;
    registerHooks({ resolve: (name, context, next) => {
      loaded ||= name === "@aws-sdk/client-ec2";
      return next(name, context);
    } });
    const { createAwsCloud } = await import("@pigeon/fleet/aws");
    await import("@pigeon/fleet");
    const cloud = createAwsCloud({ boot: ${JSON.stringify(boot)}, region: "eu-central-1",
      endpoint: "http://127.0.0.1:1", calls: { maxRetries: 0 },
      credentials: { accessKeyId: "test", secretAccessKey: "test" } });
    const before = loaded;
    await cloud.describe("blue").catch(() => {});
    console.log(before, loaded);`;
  expect(await printed(code, {})).toBe("false true");
});

test("the example checks the rights, and prepares the cluster", async () => {
  await using fake = await FakeEc2.start({ now: Date.now });
  requireLoopback(fake.url);
  const env = {
    PATH: process.env["PATH"],
    HOME: "/nonexistent",
    NODE_SHA256: "a".repeat(64),
    AWS_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_EC2: fake.url,
    ...credentials,
  };
  const file = fileURLToPath(new URL("../examples/aws-check.ts", import.meta.url));
  const example = async (): Promise<string> =>
    (await run(process.execPath, ["--conditions=@pigeon/source", file], { env })).stdout;
  fake.denied.add("ec2:RunInstances");
  expect(await example()).toMatch(/^missing: ec2:RunInstances\n  ec2:RunInstances: UnauthorizedOperation: /);
  fake.denied.clear();
  expect(await example()).toMatch(
    /^security group sg-\w+ pigeon-blue \(created\)\nlaunch template lt-\w+ version 1 \(created\)\n$/,
  );
});
