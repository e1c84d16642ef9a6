import type { SecurityGroup } from "@aws-sdk/client-ec2";
import { AwsCallError } from "./aws-call-error.ts";
import type { Caller } from "./call.ts";
import { readPages } from "./pages.ts";
import { groupName, ruleChanges, type Access } from "./security-group.ts";
import { tagKeys, toTags } from "./tags.ts";
import { waitUntil, type WaitOptions } from "./wait-until.ts";

export interface EnsuredGroup {
  readonly id: string;
  /** In words, what was done; empty when all was as it should be. */
  readonly changes: readonly string[];
}

export interface EnsureGroupInput {
  readonly cluster: string;
  readonly vpcId: string;
  readonly access: Access | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly wait: WaitOptions;
}

/** The cluster's security group, made if need be, with the rules that it should have. */
export async function ensureGroup(caller: Caller, input: EnsureGroupInput): Promise<EnsuredGroup> {
  const { access, wait } = input;
  const { signal } = wait;
  const found = await findGroup(caller, input.cluster, input.vpcId, signal);
  const group = found ?? (await createGroup(caller, input));
  const { add, remove } = ruleChanges(group.IpPermissions ?? [], access);
  const GroupId = group.GroupId ?? "";
  if (add.length > 0) {
    await passing("InvalidPermission.Duplicate", () =>
      caller.call("AuthorizeSecurityGroupIngress", { GroupId, IpPermissions: [...add] }, signal),
    );
  }
  if (remove.length > 0) {
    await passing("InvalidPermission.NotFound", () =>
      caller.call("RevokeSecurityGroupIngress", { GroupId, IpPermissions: [...remove] }, signal),
    );
  }
  return {
    id: GroupId,
    changes: [
      ...(found === undefined ? ["created"] : []),
      ...(add.length > 0 && access !== undefined
        ? [`opened port ${access.port} to ${access.hubSecurityGroupId}`]
        : []),
      ...(remove.length > 0 ? ["closed what was open to the world"] : []),
    ],
  };
}

export async function findGroup(
  caller: Caller,
  cluster: string,
  vpcId: string,
  signal?: AbortSignal,
): Promise<SecurityGroup | undefined> {
  const Filters = [
    { Name: "group-name", Values: [groupName(cluster)] },
    { Name: "vpc-id", Values: [vpcId] },
  ];
  const groups = await readPages(
    caller,
    "DescribeSecurityGroups",
    { Filters },
    ({ SecurityGroups }) => SecurityGroups,
    signal,
  );
  return groups[0];
}

async function createGroup(
  caller: Caller,
  { cluster, vpcId, tags, wait }: EnsureGroupInput,
): Promise<SecurityGroup> {
  const GroupName = groupName(cluster);
  // There is no client token here: the name stands in, as a VPC has it only once.
  await passing("InvalidGroup.Duplicate", () =>
    caller.call(
      "CreateSecurityGroup",
      {
        GroupName,
        Description: `Workers of the Pigeon cluster ${cluster}`,
        VpcId: vpcId,
        TagSpecifications: [
          {
            ResourceType: "security-group",
            Tags: toTags({ ...tags, [tagKeys.cluster]: cluster, [tagKeys.role]: "infrastructure" }),
          },
        ],
      },
      wait.signal,
    ),
  );
  const group = await waitUntil(() => findGroup(caller, cluster, vpcId, wait.signal), wait);
  if (group !== undefined) return group;
  throw new Error(`the security group ${GroupName} was created, but EC2 does not describe it yet; try again`);
}

/** A lost answer shows as an error of the next attempt, which says that all is done. */
export async function passing(code: string, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof AwsCallError && error.code === code) return false;
    throw error;
  }
}
