import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createClient, type Client } from "@pigeon/client";
import { getConfigForEnvironment } from "@pigeon/config";
import {
  accountId,
  connection,
  enforce,
  FakeEc2,
  FakeImds,
  readPolicy,
  requireLoopback,
} from "@pigeon/fake-ec2";
import { createAwsCloud, createJoinDesk, type AwsCloudOptions } from "@pigeon/fleet/aws";
import { startHub } from "@pigeon/hub";
import { onTestFinished } from "vitest";
import { Machines } from "./fake-region.ts";

const HANDLERS = `export const handlers = {
  work: async ({ payload }) => {
    await new Promise((done) => setTimeout(done, payload.ms));
    return { n: payload.n };
  },
};`;
const silent = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };
/** The one that the docs tell operators to give. */
const policy = join(
  dirname(createRequire(import.meta.url).resolve("@pigeon/fleet/package.json")),
  "docs/iam-policy.json",
);

export const cluster = "blue";
/** Of the operator of the hub. */
export const SECRET = "secret-of-the-operator";

export interface FleetScene {
  /** Its own, removed at the end. */
  readonly folder: string;
  readonly fake: FakeEc2;
  readonly imds: FakeImds;
  readonly machines: Machines;
  readonly hubUrl: string;
  readonly client: Client;
  /** For a cloud in that region whose instances join this hub. */
  readonly aws: AwsOptions;
}

type AwsOptions = Pick<AwsCloudOptions, "region" | "endpoint" | "calls" | "boot">;

/** A hub on SQLite and an imitated region whose instances are processes, until the test ends. */
export async function fleetScene(): Promise<FleetScene> {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-fleet-"));
  const handlers = join(folder, "handlers.mjs");
  writeFileSync(handlers, HANDLERS);
  const imds = await FakeImds.start();
  const fake = await FakeEc2.start({ now: Date.now, bootMs: 300, shutdownMs: 500, visibleAfterMs: 200 });
  enforce(fake, readPolicy(policy));
  const machines = new Machines({ fake, imds, folder, handlers });
  requireLoopback(fake.url);
  // The hub's port is not known yet; the desk and the fleet ask the same region.
  const awsAt = (hub: string): AwsOptions => ({
    region: connection.region,
    endpoint: fake.url,
    calls: { baseDelayMs: 20, maxDelayMs: 200 },
    boot: {
      hubs: [hub],
      node: { version: "24.21.0", sha256: { x64: "a".repeat(64) } },
      packages: ["@pigeon/worker@0.0.0"],
      handlers: "handlers.js",
      slots: 2,
    },
  });
  const hub = await startHub({
    config: getConfigForEnvironment("development", {
      overrides: {
        hub: {
          port: 0,
          storeUrl: `sqlite:${join(folder, "p.db")}`,
          authTokens: [{ name: "operator", role: "admin", secret: SECRET }],
        },
      },
    }),
    logger: silent,
    join: createJoinDesk({
      certificates: [imds.key.publicPem],
      accountId,
      regions: [connection.region],
      cloud: createAwsCloud({ ...connection, ...awsAt("http://127.0.0.1") }),
      cluster,
      freshMs: 100,
    }),
  });
  const client = createClient({ hub: hub.url, token: SECRET });
  onTestFinished(async () => {
    await client.close();
    machines.stop();
    await hub.close();
    await fake[Symbol.asyncDispose]();
    await imds[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, fake, imds, machines, hubUrl: hub.url, client, aws: awsAt(hub.url) };
}
