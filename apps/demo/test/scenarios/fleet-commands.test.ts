import { spawn, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connection } from "@pigeon/fake-ec2";
import { expect, onTestFinished, test } from "vitest";
import { cluster, fleetScene, SECRET, type FleetScene } from "../support/fleet-scene.ts";
import { expectRight, finished, submit, until } from "../support/scenario.ts";

const pigeonBin = fileURLToPath(new URL("../../../../packages/cli/src/bin.ts", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

interface Scene extends FleetScene {
  /** Runs the command in a process of its own; `interruptAt` is when Ctrl-C is pressed, by what it told so far. */
  readonly pigeon: (args: readonly string[], interruptAt?: RegExp) => Promise<Ended>;
}

/** The command with a file of a fleet. */
async function scene(): Promise<Scene> {
  const stage = await fleetScene();
  const { folder, hubUrl, aws } = stage;
  const offers = ["a", "b"].map((zone) => ({
    type: "m7i.large",
    zone: `eu-central-1${zone}`,
    market: "spot",
  }));
  const file = { cluster, offers, pollMs: 100, settleMs: 1_000, aws };
  writeFileSync(join(folder, "fleet.json"), JSON.stringify(file));
  const children = new Set<ChildProcess>();
  onTestFinished(() => {
    for (const child of children) child.kill("SIGKILL");
  });
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    PIGEON_HUB_URL: hubUrl,
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
  return { ...stage, pigeon };
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
