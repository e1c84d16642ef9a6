import type { Client } from "@pigeon/client";
import { connection } from "@pigeon/fake-ec2";
import { clientHub, createFleet, everyOffer, type Fleet } from "@pigeon/fleet";
import { createAwsCloud, type AwsCloud } from "@pigeon/fleet/aws";
import { expect, onTestFinished, test } from "vitest";
import { cluster, fleetScene, type FleetScene } from "../support/fleet-scene.ts";
import { expectRight, finished, holder, submit, until } from "../support/scenario.ts";

interface Scene extends FleetScene {
  readonly cloud: AwsCloud;
  readonly fleet: Fleet;
}

async function scene(): Promise<Scene> {
  const stage = await fleetScene();
  const cloud = createAwsCloud({ ...connection, ...stage.aws });
  const fleet = createFleet({
    cluster,
    cloud,
    hub: clientHub({ client: stage.client, cluster }),
    offers: everyOffer(["m7i.large"], ["eu-central-1a", "eu-central-1b"], ["spot", "on-demand"]),
    intervalMs: 200,
    pollMs: 100,
    settleMs: 1_000,
    patience: { bootDeadlineMs: 60_000, orphanGraceMs: 60_000, unhealthyGraceMs: 60_000 },
  });
  onTestFinished(() => fleet.stop());
  return { ...stage, cloud, fleet };
}

const workers = async (client: Client): Promise<string[]> =>
  (await client.listWorkers())
    .filter(({ health }) => health.status !== "unhealthy")
    .map(({ workerId }) => workerId);
const living = ({ fake }: Scene): string[] => fake.world.living().map(({ id }) => id);

test(
  "a fleet comes up through lost answers and used-up zones, and every worker is the instance that it proved to be",
  { timeout: 180_000 },
  async () => {
    const stage = await scene();
    const { fake, client, fleet, machines } = stage;
    fake.spoil("RunInstances", { kind: "lost" });
    fake.spoil("DescribeInstances", { kind: "error", code: "RequestLimitExceeded" }, 2);
    fake.world.capacity.set("m7i.large/eu-central-1a/spot", 1);
    fake.world.capacity.set("m7i.large/eu-central-1b/spot", 1);
    const status = await fleet.up({ count: 3 });
    expect(status.counts).toMatchObject({ wanted: 3, serving: 3 });
    expect(living(stage)).toHaveLength(3);
    expect(fake.world.instances.size).toBe(3);
    expect((await workers(client)).toSorted()).toEqual(living(stage).toSorted());
    expect(new Set(status.instances.map(({ market, zone }) => `${market} ${zone}`)).size).toBe(3);
    const jobs = await finished(client, await submit(client, 30, 50));
    expectRight(jobs);
    const removal = await fleet.down();
    expect(removal.left).toEqual([]);
    expect([living(stage).length, fake.world.groups.size, fake.world.templates.size]).toEqual([0, 0, 0]);
    await until(() => machines.running === 0);
  },
);

test(
  "no job is lost while workers are killed, machines vanish, spot ones are taken away, and the fleet shrinks",
  { timeout: 240_000 },
  async () => {
    const stage = await scene();
    const { fake, imds, machines, client, fleet } = stage;
    await fleet.up({ count: 3 });
    fleet.start();

    // A worker that is killed is started again on its machine.
    const first = await submit(client, 12, 600);
    const victim = await holder(client, first[5] ?? "");
    process.kill(-machines.pidOf(victim), "SIGKILL");
    expectRight(await finished(client, first));
    await until(async () => (await workers(client)).length === 3);
    expect(fake.world.instances.size).toBe(3);

    // A machine that vanishes is replaced.
    const second = await submit(client, 12, 600);
    const lost = await holder(client, second[5] ?? "");
    fake.world.end(lost);
    expectRight(await finished(client, second));
    await until(async () => {
      const { counts } = await fleet.status();
      return counts.serving === 3 && !living(stage).includes(lost);
    });

    // A spot machine that is about to be taken away drains by itself, and is replaced.
    const third = await submit(client, 12, 600);
    const taken = await holder(client, third[5] ?? "");
    fake.world.interrupt(taken);
    const notice = { action: "terminate", time: new Date(Date.now() + 120_000).toISOString() };
    Object.assign(imds.instances.get(taken) ?? {}, { interruption: notice });
    const jobs = await finished(client, third);
    expectRight(jobs);
    expect(jobs.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome))).not.toContain("lost");
    await until(async () => {
      const { counts } = await fleet.status();
      return counts.serving === 3 && !living(stage).includes(taken);
    });

    // Two have to go while jobs run: none of these is run twice.
    const fourth = await submit(client, 24, 400);
    await holder(client, fourth[0] ?? "");
    await fleet.scaleTo(1);
    const rest = await finished(client, fourth);
    expectRight(rest);
    expect(rest.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome))).not.toContain("lost");
    expect(living(stage)).toHaveLength(1);

    expect((await fleet.down()).left).toEqual([]);
    expect([living(stage).length, fake.world.groups.size, fake.world.templates.size]).toEqual([0, 0, 0]);
    await until(() => machines.running === 0);
    expect(imds.refused).toBe(0);
  },
);
