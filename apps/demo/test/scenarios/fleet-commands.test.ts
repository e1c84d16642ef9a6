import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, type Client } from "@pigeon/client";
import { getConfigForEnvironment } from "@pigeon/config";
import { createAwsCloud, createJoinDesk } from "@pigeon/fleet/aws";
import { startHub } from "@pigeon/hub";
import { expect, onTestFinished, test } from "vitest";
import { connection, requireLoopback } from "../../../../packages/fleet/test/fake-ec2/client.ts";
import { documentedPolicy, enforce } from "../../../../packages/fleet/test/fake-ec2/policy.ts";
import { FakeEc2 } from "../../../../packages/fleet/test/fake-ec2/server.ts";
import { FakeImds, accountId } from "../../../../packages/fleet/test/fake-imds/server.ts";
import { Machines } from "../support/fake-region.ts";
import { expectRight, finished, submit, until } from "../support/scenario.ts";

const pigeonBin = fileURLToPath(new URL("../../../../packages/cli/src/bin.ts", import.meta.url));
const HANDLERS = `export const handlers = {
  work: async ({ payload }) => {
    await new Promise((done) => setTimeout(done, payload.ms));
    return { n: payload.n };
  },
};`;
const SECRET = "secret-of-the-operator";
const cluster = "blue";
const silent = { fatal: () => {}, error: () => {}, warn: () => {}, info: () => {} };

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

interface Scene {
  readonly fake: FakeEc2;
  readonly machines: Machines;
  readonly client: Client;
  /** Runs the command in a process of its own; `interruptAt` is when Ctrl-C is pressed, by what it told so far. */
  readonly pigeon: (args: readonly string[], interruptAt?: RegExp) => Promise<Ended>;
}

/** A hub, an imitated region whose instances are processes, and the command with a file of a fleet. */
async function scene(): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "pigeon-fleet-commands-"));
  const handlers = join(folder, "handlers.mjs");
  writeFileSync(handlers, HANDLERS);
  const imds = await FakeImds.start();
  const fake = await FakeEc2.start({ now: Date.now, bootMs: 300, shutdownMs: 500, visibleAfterMs: 200 });
  enforce(fake, documentedPolicy());
  const machines = new Machines({ fake, imds, folder, handlers });
  requireLoopback(fake.url);
  const aws = (hub: string) => ({
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
          storeUrl: "memory:",
          authTokens: [{ name: "operator", role: "admin", secret: SECRET }],
        },
      },
    }),
    logger: silent,
    join: createJoinDesk({
      certificates: [imds.key.publicPem],
      accountId,
      regions: [connection.region],
      cloud: createAwsCloud({ ...connection, ...aws("http://127.0.0.1") }),
      cluster,
      freshMs: 100,
    }),
  });
  const client = createClient({ hub: hub.url, token: SECRET });
  const offers = ["a", "b"].map((zone) => ({
    type: "m7i.large",
    zone: `eu-central-1${zone}`,
    market: "spot",
  }));
  const file = { cluster, offers, pollMs: 100, settleMs: 1_000, aws: aws(hub.url) };
  writeFileSync(join(folder, "fleet.json"), JSON.stringify(file));
  const children = new Set<ChildProcess>();
  onTestFinished(async () => {
    for (const child of children) child.kill("SIGKILL");
    await client.close();
    machines.stop();
    await hub.close();
    await fake[Symbol.asyncDispose]();
    await imds[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    PIGEON_HUB_URL: hub.url,
    PIGEON_TOKEN: SECRET,
    AWS_ACCESS_KEY_ID: connection.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: connection.credentials.secretAccessKey,
  };
  const pigeon = (args: readonly string[], interruptAt?: RegExp): Promise<Ended> =>
    new Promise((end) => {
      const all = ["--conditions=@pigeon/source", pigeonBin, "fleet", ...args, "--file", "fleet.json"];
      const child = spawn(process.execPath, all, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
      children.add(child);
      let [out, errors, interrupted] = ["", "", false];
      child.stdout.on("data", (chunk) => (out += String(chunk)));
      child.stderr.on("data", (chunk) => {
        errors += String(chunk);
        if (interrupted || interruptAt?.test(errors) !== true) return;
        interrupted = true;
        child.kill("SIGINT");
      });
      child.on("close", (code) => {
        children.delete(child);
        end({ code, out, errors });
      });
    });
  return { fake, machines, client, pigeon };
}

test(
  "the command brings a fleet up, survives Ctrl-C in the middle of a launch, and leaves nothing behind",
  { timeout: 180_000 },
  async () => {
    const { fake, machines, client, pigeon } = await scene();

    fake.denied.add("ec2:RunInstances");
    const refused = await pigeon(["up", "--count", "2", "--dry-run"]);
    expect(refused).toMatchObject({ code: 1, errors: "" });
    expect(refused.out).toMatch(/^blue: 0 instances now, 2 wanted; nothing is done\n {2}launch /);
    expect(refused.out).toMatch(/\n {2}not allowed: ec2:RunInstances: /);
    fake.denied.clear();
    expect(await pigeon(["up", "--count", "2", "--dry-run"])).toMatchObject({ code: 0 });
    expect([fake.world.instances.size, fake.world.groups.size, fake.world.templates.size]).toEqual([0, 0, 0]);

    const up = await pigeon(["up", "--count", "2", "--json"]);
    expect(up.errors).toMatch(/launch \S+: done: /);
    expect(up.errors).toContain("2 of 2 serve, 0 boot, 0 leave\n");
    expect(up.code).toBe(0);
    expect(JSON.parse(up.out)).toMatchObject({ cluster, counts: { wanted: 2, serving: 2 } });
    expectRight(await finished(client, await submit(client, 12, 50)));

    // The launch is made and its worker is still to come.
    const cut = await pigeon(["scale", "3"], /launch \S+: done/);
    expect(cut.code).toBe(130);
    expect(cut.errors).toContain("pigeon fleet down --file fleet.json");
    expect(fake.world.living()).toHaveLength(3);
    expect(await pigeon(["scale", "3"])).toMatchObject({ code: 0 });
    expect(fake.world.instances.size).toBe(3);
    expect((await pigeon(["status"])).out).toMatch(/\ninstances +3 wanted, 3 serving/);

    const down = await pigeon(["down"]);
    expect(down).toMatchObject({ code: 0, out: expect.stringContaining("nothing of blue is left\n") });
    expect(fake.world.living()).toEqual([]);
    expect([fake.world.groups.size, fake.world.templates.size]).toEqual([0, 0]);
    await until(() => machines.running === 0);
  },
);
