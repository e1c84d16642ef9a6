import type {
  AuthorizeSecurityGroupIngressCommandInput,
  AuthorizeSecurityGroupIngressCommandOutput,
  CreateSecurityGroupCommandInput,
  CreateSecurityGroupCommandOutput,
  DeleteSecurityGroupCommandInput,
  DeleteSecurityGroupCommandOutput,
  DescribeSecurityGroupsCommandInput,
  DescribeSecurityGroupsCommandOutput,
  DescribeSubnetsCommandInput,
  DescribeSubnetsCommandOutput,
  DescribeVpcsCommandInput,
  DescribeVpcsCommandOutput,
  IpPermission,
  RevokeSecurityGroupIngressCommandInput,
  RevokeSecurityGroupIngressCommandOutput,
} from "@aws-sdk/client-ec2";
import { Ec2Error } from "../error.ts";
import { filtered } from "../filters.ts";
import { pageOf } from "../pages.ts";
import type { FakeGroup, World } from "../world.ts";

type Answer<T> = Omit<T, "$metadata">;

export function describeVpcs(
  input: DescribeVpcsCommandInput,
  world: World,
): Answer<DescribeVpcsCommandOutput> {
  const vpcs = world.vpcs.map((vpc) => ({ ...vpc, tags: [] }));
  const found = filtered(vpcs, input.Filters, {
    "is-default": ({ isDefault }) => String(isDefault),
    "vpc-id": ({ id }) => id,
  });
  const page = pageOf(world, found, input);
  return {
    Vpcs: page.items.map(({ id, isDefault }) => ({ VpcId: id, IsDefault: isDefault })),
    NextToken: page.NextToken,
  };
}

export function describeSubnets(
  input: DescribeSubnetsCommandInput,
  world: World,
): Answer<DescribeSubnetsCommandOutput> {
  for (const id of input.SubnetIds ?? [])
    if (!world.subnets.some((subnet) => subnet.id === id))
      throw new Ec2Error("InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`);
  const named = world.subnets
    .filter(({ id }) => input.SubnetIds?.includes(id) ?? true)
    .map((subnet) => ({ ...subnet, tags: [] }));
  const found = filtered(named, input.Filters, {
    "vpc-id": ({ vpcId }) => vpcId,
    "availability-zone": ({ zone }) => zone,
  });
  const page = pageOf(world, found, input);
  return {
    Subnets: page.items.map(({ id, zone, vpcId }) => ({
      SubnetId: id,
      AvailabilityZone: zone,
      VpcId: vpcId,
    })),
    NextToken: page.NextToken,
  };
}

export function createSecurityGroup(
  input: CreateSecurityGroupCommandInput,
  world: World,
): Answer<CreateSecurityGroupCommandOutput> {
  const { GroupName: name = "", Description: description = "", VpcId: vpcId = "vpc-1" } = input;
  if (!world.vpcs.some(({ id }) => id === vpcId))
    throw new Ec2Error("InvalidVpcID.NotFound", `The vpc ID '${vpcId}' does not exist`);
  if ([...world.groups.values()].some((group) => group.name === name && group.vpcId === vpcId))
    throw new Ec2Error(
      "InvalidGroup.Duplicate",
      `The security group '${name}' already exists for VPC '${vpcId}'`,
    );
  const tags = (input.TagSpecifications ?? []).flatMap(({ ResourceType, Tags = [] }) =>
    ResourceType === "security-group" ? Tags : [],
  );
  const group: FakeGroup = {
    id: world.newId("sg"),
    name,
    vpcId,
    description,
    tags,
    madeAt: world.now(),
    ingress: [],
  };
  world.groups.set(group.id, group);
  return { GroupId: group.id, Tags: tags };
}

export function describeSecurityGroups(
  input: DescribeSecurityGroupsCommandInput,
  world: World,
): Answer<DescribeSecurityGroupsCommandOutput> {
  const named = input.GroupIds?.map((id) => groupOf(world, id)) ?? [...world.groups.values()];
  const known = named.filter(({ madeAt }) => world.isKnown(madeAt));
  const found = filtered(known, input.Filters, {
    "group-name": ({ name }) => name,
    "group-id": ({ id }) => id,
    "vpc-id": ({ vpcId }) => vpcId,
  });
  const page = pageOf(world, found, input);
  return {
    SecurityGroups: page.items.map(({ id, name, vpcId, description, tags, ingress }) => ({
      GroupId: id,
      GroupName: name,
      VpcId: vpcId,
      Description: description,
      Tags: [...tags],
      IpPermissions: ingress,
    })),
    NextToken: page.NextToken,
  };
}

export function authorizeSecurityGroupIngress(
  input: AuthorizeSecurityGroupIngressCommandInput,
  world: World,
): Answer<AuthorizeSecurityGroupIngressCommandOutput> {
  const group = groupOf(world, input.GroupId);
  for (const rule of input.IpPermissions ?? []) {
    if (group.ingress.some((one) => sameRule(one, rule)))
      throw new Ec2Error("InvalidPermission.Duplicate", "the specified rule already exists");
    for (const pair of rule.UserIdGroupPairs ?? []) groupOf(world, pair.GroupId);
    group.ingress.push(rule);
  }
  return { Return: true };
}

export function revokeSecurityGroupIngress(
  input: RevokeSecurityGroupIngressCommandInput,
  world: World,
): Answer<RevokeSecurityGroupIngressCommandOutput> {
  const group = groupOf(world, input.GroupId);
  for (const rule of input.IpPermissions ?? []) {
    if (!group.ingress.some((one) => sameRule(one, rule)))
      throw new Ec2Error(
        "InvalidPermission.NotFound",
        "The specified rule does not exist in this security group.",
      );
    group.ingress = group.ingress.filter((one) => !sameRule(one, rule));
  }
  return { Return: true };
}

export function deleteSecurityGroup(
  input: DeleteSecurityGroupCommandInput,
  world: World,
): Answer<DeleteSecurityGroupCommandOutput> {
  const { id } = groupOf(world, input.GroupId);
  const isUsed = [...world.instances.values()].some(
    (instance) =>
      world.stateOf(instance) !== "terminated" && instance.request.SecurityGroupIds?.includes(id) === true,
  );
  if (isUsed) throw new Ec2Error("DependencyViolation", `resource ${id} has a dependent object`);
  world.groups.delete(id);
  return { Return: true, GroupId: id };
}

function groupOf(world: World, id: string | undefined): FakeGroup {
  const group = id === undefined ? undefined : world.groups.get(id);
  if (group !== undefined) return group;
  throw new Ec2Error("InvalidGroup.NotFound", `The security group '${id}' does not exist`);
}

/** Descriptions of a rule are no part of it. */
function sameRule(a: IpPermission, b: IpPermission): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf({ IpProtocol, FromPort, ToPort, UserIdGroupPairs = [], IpRanges = [] }: IpPermission): string {
  const sources = [
    ...UserIdGroupPairs.map(({ GroupId }) => GroupId),
    ...IpRanges.map(({ CidrIp }) => CidrIp),
  ];
  return JSON.stringify([
    IpProtocol,
    FromPort,
    ToPort,
    sources.map(String).toSorted((a, b) => a.localeCompare(b)),
  ]);
}
