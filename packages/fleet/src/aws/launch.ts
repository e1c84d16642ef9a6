import type { RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import type { LaunchIntent, LaunchOutcome } from "../cloud.ts";
import { architectureOf, latestImage } from "./architecture.ts";
import { AwsCallError } from "./aws-call-error.ts";
import type { Caller } from "./call.ts";
import { toInstance } from "./describe.ts";
import { templateName } from "./launch-template.ts";
import type { Network } from "./network.ts";
import { tagKeys, toTags } from "./tags.ts";

export interface LaunchSettings {
  readonly images: { readonly x86_64?: string | undefined; readonly arm64?: string | undefined };
  readonly tags: Readonly<Record<string, string>>;
}

/** The request for one instance. The same intent always makes the same request: its token allows no other. */
export function launchRequest(
  { cluster, id, offer, token }: LaunchIntent,
  subnetId: string,
  { images, tags }: LaunchSettings,
): RunInstancesCommandInput {
  const architecture = architectureOf(offer.type);
  const Tags = toTags({
    ...tags,
    [tagKeys.cluster]: cluster,
    [tagKeys.role]: "worker",
    [tagKeys.intent]: id,
    Name: `pigeon-${cluster}-${id}`,
  });
  const isSpot = offer.market === "spot";
  const tagged = ["instance", "volume", ...(isSpot ? ["spot-instances-request"] : [])] as const;
  return {
    MinCount: 1,
    MaxCount: 1,
    ClientToken: token,
    LaunchTemplate: { LaunchTemplateName: templateName(cluster), Version: "$Latest" },
    ImageId: images[architecture] ?? latestImage(architecture),
    InstanceType: offer.type as NonNullable<RunInstancesCommandInput["InstanceType"]>,
    SubnetId: subnetId,
    TagSpecifications: tagged.map((ResourceType) => ({
      ResourceType: ResourceType as "instance",
      Tags,
    })),
    ...(isSpot
      ? {
          InstanceMarketOptions: {
            MarketType: "spot",
            SpotOptions: { SpotInstanceType: "one-time", InstanceInterruptionBehavior: "terminate" },
          },
        }
      : {}),
  };
}

/** Launches what an intent asks for, and says what came of it. Throws only when `signal` ended it. */
export async function launchInstance(
  caller: Caller,
  network: Network,
  intent: LaunchIntent,
  settings: LaunchSettings,
  signal?: AbortSignal,
): Promise<LaunchOutcome> {
  const { zone } = intent.offer;
  const subnetId = network.subnetOf.get(zone);
  if (subnetId === undefined) {
    const zones = [...network.subnetOf.keys()].join(", ");
    return { kind: "capacity", reason: `there is no subnet in ${zone}; there are some in ${zones}` };
  }
  try {
    const { Instances } = await caller.call(
      "RunInstances",
      launchRequest(intent, subnetId, settings),
      signal,
    );
    const instance = Instances?.[0] === undefined ? undefined : toInstance(Instances[0]);
    return instance === undefined
      ? { kind: "unknown", reason: "ec2:RunInstances: the answer names no instance" }
      : { kind: "launched", instance };
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return launchOutcome(error);
  }
}

/** What a failed launch means to the fleet. */
export function launchOutcome({ kind, message: reason, retryAfterMs }: AwsCallError): LaunchOutcome {
  switch (kind) {
    case "capacity":
    case "quota":
    case "mismatch":
      return { kind, reason };
    case "throttling":
    case "open":
      return { kind: "throttled", reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    case "transient":
    case "server":
    case "clock-skew":
      return { kind: "unknown", reason };
    case "credentials":
    case "other":
      return { kind: "denied", reason };
  }
}
