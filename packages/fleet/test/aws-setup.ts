import { FakeClock } from "@pigeon/retry/testing";
import type { LaunchIntent, LaunchOutcome, Offer } from "../src/cloud.ts";
import { createAwsCloud, type AwsCloud, type AwsCloudOptions, type BootOptions } from "../src/aws.ts";
import { launchIntent } from "../src/identity.ts";
import { connection, FakeEc2, requireLoopback, type FakeEc2Options } from "@pigeon/fake-ec2";

export const boot: BootOptions = {
  hubs: ["http://10.0.0.5:4040"],
  node: { version: "24.21.0", sha256: { x64: "a".repeat(64), arm64: "b".repeat(64) } },
  packages: ["@pigeon/worker@1.0.0", "acme-handlers@2.0.0"],
  handlers: "acme-handlers/handlers.js",
};

export const hubCa = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUYQ==\n-----END CERTIFICATE-----\n";
export const fullBoot: BootOptions = {
  ...boot,
  hubs: ["https://10.0.0.5:4040/", "https://10.0.0.6:4040"],
  hubCa,
  slots: 8,
  port: 5000,
  setup: "dnf install -y git\necho 'ready'",
};

export const offer = (more: Partial<Offer> = {}): Offer => ({
  type: "m7i.large",
  zone: "eu-central-1a",
  market: "on-demand",
  ...more,
});
export const intent = (id = "s0-g0", more: Partial<Offer> = {}): LaunchIntent =>
  launchIntent("blue", id, offer(more));

/** An imitated region, a clock that moves when something waits for it, and a cloud on both. */
export class Region implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly fake: FakeEc2;
  readonly cloud: AwsCloud;

  private constructor(clock: FakeClock, fake: FakeEc2, options: Partial<AwsCloudOptions>) {
    this.clock = clock;
    this.fake = fake;
    this.cloud = this.cloudWith(options);
  }

  static async start(
    options: Partial<AwsCloudOptions> = {},
    behaviour: Partial<FakeEc2Options> = {},
  ): Promise<Region> {
    const clock = new FakeClock(Date.parse("2030-01-01T00:00:00Z"));
    const fake = await FakeEc2.start({ now: () => clock.wallTime(), ...behaviour });
    return new Region(clock, fake, options);
  }

  /** Another process on the same region. */
  cloudWith(options: Partial<AwsCloudOptions> = {}): AwsCloud {
    requireLoopback(this.fake.url);
    return createAwsCloud({
      ...connection,
      endpoint: this.fake.url,
      boot,
      clock: this.clock,
      random: () => 0.5,
      ...options,
    });
  }

  /** Lets the clock run until it is done. */
  do<T>(promise: Promise<T>): Promise<T> {
    return this.clock.settle(promise);
  }

  async prepared(): Promise<this> {
    await this.do(this.cloud.prepare("blue"));
    this.fake.calls.length = 0;
    return this;
  }

  launch(what: LaunchIntent = intent(), cloud: AwsCloud = this.cloud): Promise<LaunchOutcome> {
    return this.do(cloud.launch(what));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.fake[Symbol.asyncDispose]();
  }
}
