import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createAwsCloud } from "../src/aws.ts";
import { lazySend, type Send } from "../src/aws/sdk.ts";
import { createFleet, everyOffer, type Fleet } from "../src/index.ts";
import { SimulatedHub } from "../src/testing.ts";
import { boot } from "./aws-setup.ts";
import { connection, enforce, FakeEc2, readPolicy, requireLoopback, type Fault } from "@pigeon/fake-ec2";
import { QuietClock } from "./quiet-clock.ts";

const documented = new URL("../docs/iam-policy.json", import.meta.url);

const BOOT_MS = 60_000;
const offers = everyOffer(
  ["m7i.large", "m7g.large"],
  ["eu-central-1a", "eu-central-1b"],
  ["spot", "on-demand"],
);

interface Trouble {
  readonly action: string;
  readonly fault: Fault;
  readonly times: number;
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  action: fc.constantFrom(
    "RunInstances",
    "TerminateInstances",
    "DescribeInstances",
    "DescribeInstanceStatus",
    "CreateLaunchTemplate",
    "CreateSecurityGroup",
    "DeleteSecurityGroup",
    "*",
  ),
  fault: fc.constantFrom<Fault>(
    { kind: "lost" },
    { kind: "reset" },
    { kind: "error", code: "RequestLimitExceeded" },
    { kind: "error", code: "InternalError", status: 500 },
    { kind: "error", code: "Unavailable", status: 503 },
  ),
  times: fc.integer({ min: 1, max: 7 }),
});

const plan = fc.record({
  troubles: fc.array(trouble, { maxLength: 5 }),
  visibleAfterMs: fc.constantFrom(0, 3_000, 15_000),
  pageSize: fc.integer({ min: 1, max: 4 }),
  free: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
  first: fc.integer({ min: 1, max: 4 }),
  second: fc.integer({ min: 0, max: 4 }),
  ends: fc.nat(3),
});

test(
  "on EC2's own protocol, whatever goes wrong: the fleet that was wanted, no launch twice, and nothing left",
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ troubles, visibleAfterMs, pageSize, free, first, second, ends }) => {
        const clock = new QuietClock(Date.parse("2030-01-01T00:00:00Z"));
        await using fake = await FakeEc2.start({ now: () => clock.wallTime(), visibleAfterMs, pageSize });
        requireLoopback(fake.url);
        enforce(fake, readPolicy(documented));
        const hub = new SimulatedHub({ clock });
        // Each instance gets a worker after a while, as long as it lives.
        fake.world.onLaunch = (instance) =>
          void clock.setTimer(() => {
            if (instance.endedAt === undefined) hub.register(instance.id, 4, instance.id);
          }, BOOT_MS);
        fake.world.onEnd = ({ id }) => hub.ends(id);
        // The last four offers have room without end.
        for (const [at, places] of free.entries()) {
          const { type, zone, market } = offers[at] ?? expect.fail("an offer");
          fake.world.capacity.set(`${type}/${zone}/${market}`, places);
        }
        const send = lazySend({ ...connection, endpoint: fake.url });
        const counted: Send = async (action, input, signal) => {
          clock.busy += 1;
          try {
            return await send(action, input, signal);
          } finally {
            clock.busy -= 1;
          }
        };
        const make = (): Fleet =>
          createFleet({
            cluster: "blue",
            cloud: createAwsCloud({ boot, send: counted, clock, random: () => 0.5 }),
            hub,
            offers,
            clock,
            settleMs: 20_000,
          });
        const living = (): number => fake.world.living().length;
        const patient = { timeoutMs: 6 * 3_600_000 };

        for (const { action, fault, times } of troubles) fake.spoil(action, fault, times);
        const fleet = make();
        expect((await clock.settle(fleet.up({ count: first, ...patient }))).counts.serving).toBe(first);
        expect(living()).toBe(first);
        hub.submit(12, 90_000);
        const victim = fake.world.living()[ends];
        if (victim !== undefined) fake.world.end(victim.id);
        await clock.settle(fleet.scaleTo(second, patient));
        expect(living()).toBe(second);
        // Each instance has an intent of its own: none was launched twice.
        const intents = [...fake.world.instances.values()].map(({ tags, token }) => [
          tags.find(({ Key }) => Key === "pigeon:intent")?.Value,
          token,
        ]);
        expect(new Set(intents.map(([, token]) => token)).size).toBe(intents.length);
        await clock.settle(fleet.stop());

        // Another process, which knows nothing, takes it down.
        const heir = make();
        // What could not be removed it tells; so it is asked again, as an operator would.
        for (let again = 0; again < 5; again += 1)
          if ((await clock.settle(heir.down({ ...patient, force: true }))).left.length === 0) break;
        expect([living(), fake.world.groups.size, fake.world.templates.size]).toEqual([0, 0, 0]);
      }),
      { numRuns: 6 },
    );
  },
);
