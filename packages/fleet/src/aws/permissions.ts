import type { MissingPermission } from "../cloud.ts";
import { AwsCallError } from "./aws-call-error.ts";
import type { Caller } from "./call.ts";
import { groupName } from "./security-group.ts";
import { tagKeys, toTags } from "./tags.ts";
import type { Ec2Action, InputOf } from "./sdk.ts";
import { templateName } from "./launch-template.ts";

/** What is there to try out: some permissions hold only for things that carry the cluster's tag. */
export interface Existing {
  readonly vpcId: string;
  readonly groupId: string | undefined;
  readonly hasTemplate: boolean;
  readonly instanceId: string | undefined;
}

interface Trial<A extends Ec2Action = Ec2Action> {
  readonly action: A;
  readonly input: InputOf<A>;
}

const trial = <A extends Ec2Action>(action: A, input: InputOf<A>): Trial => ({ action, input });

/** Asks EC2 about each call by a dry run, which changes nothing. */
export async function missingPermissions(
  caller: Caller,
  trials: readonly Trial[],
  signal?: AbortSignal,
): Promise<readonly MissingPermission[]> {
  const missing = new Map<string, MissingPermission>();
  for (const { action, input } of trials) {
    const found = await refusal(caller, action, input, signal);
    if (found !== undefined && !missing.has(found.action)) missing.set(found.action, found);
  }
  return [...missing.values()];
}

async function refusal(
  caller: Caller,
  action: Ec2Action,
  input: InputOf<Ec2Action>,
  signal: AbortSignal | undefined,
): Promise<MissingPermission | undefined> {
  try {
    await caller.call(action, { ...input, DryRun: true }, signal);
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    const refused = refusalOf(error);
    if (refused !== undefined) return refused;
    // Who is not known, or not reached, can be told nothing about single permissions.
    if (error.kind === "credentials" || error.retryable) throw error;
    // Any other refusal is of the request itself: it got past the permissions.
  }
  return undefined;
}

/** The permission that is missing; tags that come with a launch need one of their own, which only the message names. */
export function refusalOf({ code, action, message }: AwsCallError): MissingPermission | undefined {
  if (code !== "UnauthorizedOperation") return undefined;
  const named = /not authorized to perform: (ec2:\w+)/.exec(message)?.[1];
  return { action: named ?? action, reason: message };
}

/** Every call that a fleet makes, as far as there is something to try it on. */
export function trialsFor(
  cluster: string,
  { vpcId, groupId, hasTemplate, instanceId }: Existing,
  launch: InputOf<"RunInstances"> | undefined,
): readonly Trial[] {
  const name = templateName(cluster);
  const tagged = <R extends string>(ResourceType: R) => [
    { ResourceType, Tags: toTags({ [tagKeys.cluster]: cluster, [tagKeys.role]: "infrastructure" }) },
  ];
  const rule = { IpProtocol: "tcp", FromPort: 4041, ToPort: 4041 };
  return [
    trial("DescribeInstances", {}),
    trial("DescribeInstanceStatus", {}),
    trial("DescribeSpotInstanceRequests", {}),
    trial("DescribeSecurityGroups", {}),
    trial("DescribeLaunchTemplateVersions", { LaunchTemplateName: name }),
    trial("CreateSecurityGroup", {
      GroupName: groupName(cluster),
      Description: "Dry run",
      VpcId: vpcId,
      TagSpecifications: tagged("security-group"),
    }),
    trial("CreateLaunchTemplate", {
      LaunchTemplateName: name,
      LaunchTemplateData: { InstanceType: "t3.micro" },
      TagSpecifications: tagged("launch-template"),
    }),
    ...(launch === undefined ? [] : [trial("RunInstances", launch)]),
    ...(hasTemplate
      ? [
          trial("CreateLaunchTemplateVersion", {
            LaunchTemplateName: name,
            LaunchTemplateData: { InstanceType: "t3.micro" },
          }),
          trial("DeleteLaunchTemplate", { LaunchTemplateName: name }),
        ]
      : []),
    ...(groupId === undefined
      ? []
      : [
          trial("AuthorizeSecurityGroupIngress", {
            GroupId: groupId,
            IpPermissions: [{ ...rule, UserIdGroupPairs: [{ GroupId: groupId }] }],
          }),
          trial("RevokeSecurityGroupIngress", {
            GroupId: groupId,
            IpPermissions: [{ ...rule, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
          }),
          trial("DeleteSecurityGroup", { GroupId: groupId }),
        ]),
    ...(instanceId === undefined ? [] : [trial("TerminateInstances", { InstanceIds: [instanceId] })]),
  ];
}

/** A launch that is only tried out. Its template may not exist yet. */
export function trialLaunch(
  { LaunchTemplate, ClientToken: _token, ...bare }: InputOf<"RunInstances">,
  hasTemplate: boolean,
): InputOf<"RunInstances"> {
  return hasTemplate ? { ...bare, LaunchTemplate } : bare;
}
