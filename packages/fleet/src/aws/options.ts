import type { Clock } from "@pigeon/retry";
import { checkBoot, type BootOptions } from "../boot/options.ts";
import { checksOf, type Checks, type Known } from "../problems.ts";
import type { CallPolicy, InfrastructureLog } from "./call.ts";
import type { Connection, Send } from "./sdk.ts";

export interface AwsCloudOptions extends Connection {
  /** What instances install and run. */
  readonly boot: BootOptions;
  /**
   * The security group of the hub: it alone may call the workers, on `boot.port`. Default: nobody may, which
   * does for workers that another group of `securityGroupIds` opens to the hub.
   */
  readonly hubSecurityGroupId?: string | undefined;
  /** Groups that instances are members of besides the cluster's own. Default: none. */
  readonly securityGroupIds?: readonly string[] | undefined;
  /** One subnet for each zone, all of one VPC. Default: those of the default VPC. */
  readonly subnetIds?: readonly string[] | undefined;
  /** Image ids, or `resolve:ssm:<parameter>`. Default: the newest Amazon Linux 2023, resolved at each launch. */
  readonly images?: { readonly x86_64?: string | undefined; readonly arm64?: string | undefined } | undefined;
  /** Size of the encrypted gp3 root volume. Default 16; from 8 to 16384. */
  readonly rootVolumeGb?: number | undefined;
  /** The device of the root volume in your `images`. Default `/dev/xvda`, as in Amazon Linux; Ubuntu has `/dev/sda1`. */
  readonly rootDevice?: string | undefined;
  /** The name of an instance profile, if jobs call AWS. Default: none, and instances have no AWS credentials. */
  readonly instanceProfile?: string | undefined;
  /** The name of a key pair for SSH. Default: none. */
  readonly keyName?: string | undefined;
  /** More tags for everything that is made, at most 40. Keys must not begin with `aws:` or `pigeon:`. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Retries, time limits and breakers of the calls. */
  readonly calls?: CallPolicy | undefined;
  /** How long `prepare` waits for what it made to show, in ms. Default 60000; from 0 to 3600000. */
  readonly prepareTimeoutMs?: number | undefined;
  /** How long `remove` waits for the group to be free, in ms. Default 90000; from 0 to 3600000. */
  readonly removeTimeoutMs?: number | undefined;
  /** Where failed calls are logged, such as the tracker of `@pigeon/errors`. Default: nowhere. */
  readonly errors?: InfrastructureLog | undefined;
  /** Time and timers. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Random numbers from 0 up to 1, for the delays between retries. */
  readonly random?: (() => number) | undefined;
  /** Sends the requests instead of `@aws-sdk/client-ec2`. */
  readonly send?: Send | undefined;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const OPTIONS: Known<AwsCloudOptions> = {
  region: true,
  endpoint: true,
  credentials: true,
  boot: true,
  hubSecurityGroupId: true,
  securityGroupIds: true,
  subnetIds: true,
  images: true,
  rootVolumeGb: true,
  rootDevice: true,
  instanceProfile: true,
  keyName: true,
  tags: true,
  calls: true,
  prepareTimeoutMs: true,
  removeTimeoutMs: true,
  errors: true,
  clock: true,
  random: true,
  send: true,
};
const IMAGES: Known<NonNullable<AwsCloudOptions["images"]>> = { x86_64: true, arm64: true };
const CALLS: Known<CallPolicy> = {
  maxRetries: true,
  baseDelayMs: true,
  maxDelayMs: true,
  timeoutMs: true,
  failureThreshold: true,
  recoveryTimeoutMs: true,
};

/** @throws FleetOptionsError listing all problems. */
export function checkAwsOptions(options: AwsCloudOptions): void {
  const checks = checksOf(options, OPTIONS);
  checkBoot(checks, options.boot);
  const optional = (name: string, value: unknown, form: RegExp, expected: string): void => {
    if (value !== undefined) checks.text(name, value, form, expected);
  };
  optional("region", options.region, /^[a-z]{2}(-[a-z0-9]+)+-\d$/, "a region, such as eu-central-1");
  if (options.endpoint !== undefined && !URL.canParse(options.endpoint))
    checks.add("endpoint", "an http or https address", options.endpoint);
  optional(
    "hubSecurityGroupId",
    options.hubSecurityGroupId,
    /^sg-[0-9a-f]+$/,
    "a group's id, such as sg-0abc",
  );
  ids(checks, "securityGroupIds", options.securityGroupIds, /^sg-[0-9a-f]+$/, "sg-0abc");
  ids(checks, "subnetIds", options.subnetIds, /^subnet-[0-9a-z]+$/, "subnet-0abc");
  if (options.subnetIds?.length === 0) checks.add("subnetIds", "at least one, or none of the option", []);
  const { images = {} } = options;
  if (checks.object("images", images, IMAGES))
    for (const name of ["x86_64", "arm64"] as const)
      optional(`images.${name}`, images[name], /^(ami-[0-9a-f]+|resolve:ssm:.+)$/, "ami-… or resolve:ssm:…");
  checks.whole("rootVolumeGb", options.rootVolumeGb, 8, 16_384);
  optional("rootDevice", options.rootDevice, /^\/dev\/[a-z0-9]+$/, "a device, such as /dev/sda1");
  optional(
    "instanceProfile",
    options.instanceProfile,
    /^[\w+=,.@-]{1,128}$/,
    "the name of an instance profile",
  );
  optional("keyName", options.keyName, /^[ -~]{1,255}$/, "the name of a key pair");
  checkTags(checks, options.tags ?? {});
  checkCalls(checks, options.calls ?? {});
  checks.number("prepareTimeoutMs", options.prepareTimeoutMs, 0, HOUR_MS);
  checks.number("removeTimeoutMs", options.removeTimeoutMs, 0, HOUR_MS);
  if (options.errors !== undefined) checks.methods("errors", options.errors, ["logInfrastructureError"]);
  checks.finish();
}

function checkCalls(checks: Checks, calls: CallPolicy): void {
  if (!checks.object("calls", calls, CALLS)) return;
  checks.whole("calls.maxRetries", calls.maxRetries, 0, 100);
  checks.number("calls.baseDelayMs", calls.baseDelayMs, 0, HOUR_MS);
  checks.number("calls.maxDelayMs", calls.maxDelayMs, 0, HOUR_MS);
  checks.number("calls.timeoutMs", calls.timeoutMs, 1, HOUR_MS);
  checks.whole("calls.failureThreshold", calls.failureThreshold, 1, 100_000);
  checks.number("calls.recoveryTimeoutMs", calls.recoveryTimeoutMs, 0, DAY_MS);
}

function ids(
  checks: Checks,
  option: string,
  values: readonly string[] | undefined,
  form: RegExp,
  example: string,
): void {
  for (const [at, value] of (values ?? []).entries())
    checks.text(`${option}[${at}]`, value, form, `an id, such as ${example}`);
}

/** As EC2 has them; it allows 50 on a resource, of which some are the fleet's. */
function checkTags(checks: Checks, tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > 40) checks.add("tags", "at most 40", entries.length);
  for (const [key, value] of entries) {
    if (!/^(?!aws:|pigeon:).{1,128}$/i.test(key))
      checks.add(
        `tags.${key}`,
        "a key of 1 to 128 characters that begins with neither aws: nor pigeon:",
        key,
      );
    if (typeof value !== "string" || value.length > 256)
      checks.add(`tags.${key}`, "a text of at most 256 characters", value);
  }
}
