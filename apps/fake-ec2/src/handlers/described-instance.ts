import type { Instance, InstanceStateName } from "@aws-sdk/client-ec2";
import type { FakeInstance, World } from "../world.ts";

const CODES: Record<InstanceStateName, number> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const stateField = (Name: InstanceStateName): { Code: number; Name: InstanceStateName } => ({
  Code: CODES[Name],
  Name,
});

/** An instance in EC2's words. */
export function describedInstance(instance: FakeInstance, world: World): Instance {
  const state = world.stateOf(instance);
  const { request, spotRequestId } = instance;
  const isGone = state === "terminated";
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    InstanceType: instance.type as NonNullable<Instance["InstanceType"]>,
    LaunchTime: new Date(instance.launchedAt),
    Placement: { AvailabilityZone: instance.zone, Tenancy: "default" },
    State: stateField(state),
    ClientToken: instance.token ?? "",
    Tags: [...instance.tags],
    ...(spotRequestId === undefined
      ? {}
      : { InstanceLifecycle: "spot" as const, SpotInstanceRequestId: spotRequestId }),
    ...(isGone ? {} : { SubnetId: instance.subnetId, VpcId: "vpc-1", PrivateIpAddress: instance.privateIp }),
    SecurityGroups: (request.SecurityGroupIds ?? []).map((id) => ({
      GroupId: id,
      GroupName: world.groups.get(id)?.name,
    })),
    MetadataOptions: {
      State: "applied",
      HttpTokens: request.MetadataOptions?.HttpTokens,
      HttpPutResponseHopLimit: request.MetadataOptions?.HttpPutResponseHopLimit,
      HttpEndpoint: request.MetadataOptions?.HttpEndpoint ?? "enabled",
    },
  };
}
