import type {
  DescribeInstanceStatusCommandInput,
  DescribeInstanceStatusCommandOutput,
  DescribeInstancesCommandInput,
  DescribeInstancesCommandOutput,
  DescribeSpotInstanceRequestsCommandInput,
  DescribeSpotInstanceRequestsCommandOutput,
  TerminateInstancesCommandInput,
  TerminateInstancesCommandOutput,
} from "@aws-sdk/client-ec2";
import { Ec2Error } from "../error.ts";
import { filtered, type Fields } from "../filters.ts";
import { pageOf } from "../pages.ts";
import type { FakeInstance, World } from "../world.ts";
import { describedInstance, stateField } from "./described-instance.ts";

type Answer<T> = Omit<T, "$metadata">;

const fieldsIn = (world: World): Fields<FakeInstance> => ({
  "instance-id": ({ id }) => id,
  "instance-state-name": (instance) => world.stateOf(instance),
  "client-token": ({ token }) => token,
  "availability-zone": ({ zone }) => zone,
  "instance-type": ({ type }) => type,
});

export function describeInstances(
  input: DescribeInstancesCommandInput,
  world: World,
): Answer<DescribeInstancesCommandOutput> {
  const named = input.InstanceIds === undefined ? world.visible() : known(world, input.InstanceIds);
  const page = pageOf(world, filtered(named, input.Filters, fieldsIn(world)), input);
  return {
    Reservations: page.items.map((instance) => ({
      ReservationId: instance.reservationId,
      OwnerId: "123456789012",
      Instances: [describedInstance(instance, world)],
    })),
    NextToken: page.NextToken,
  };
}

export function describeInstanceStatus(
  input: DescribeInstanceStatusCommandInput,
  world: World,
): Answer<DescribeInstanceStatusCommandOutput> {
  const named = input.InstanceIds === undefined ? world.visible() : known(world, input.InstanceIds);
  const told = named.filter(
    (instance) => input.IncludeAllInstances === true || world.stateOf(instance) === "running",
  );
  const page = pageOf(world, filtered(told, input.Filters, fieldsIn(world)), input);
  return {
    InstanceStatuses: page.items.map((instance) => {
      const state = world.stateOf(instance);
      const Status = state === "running" ? instance.status : "not-applicable";
      return {
        InstanceId: instance.id,
        AvailabilityZone: instance.zone,
        InstanceState: stateField(state),
        InstanceStatus: { Status },
        SystemStatus: { Status: Status === "impaired" ? "ok" : Status },
      };
    }),
    NextToken: page.NextToken,
  };
}

/** One id that is not known, and none is terminated. */
export function terminateInstances(
  input: TerminateInstancesCommandInput,
  world: World,
): Answer<TerminateInstancesCommandOutput> {
  const instances = known(world, input.InstanceIds ?? []);
  const before = instances.map((instance) => world.stateOf(instance));
  for (const { id } of instances) world.end(id);
  return {
    TerminatingInstances: instances.map((instance, at) => ({
      InstanceId: instance.id,
      PreviousState: stateField(before[at] ?? "pending"),
      CurrentState: stateField(world.stateOf(instance)),
    })),
  };
}

export function describeSpotInstanceRequests(
  input: DescribeSpotInstanceRequestsCommandInput,
  world: World,
): Answer<DescribeSpotInstanceRequestsCommandOutput> {
  const spot = world.visible().filter(({ spotRequestId }) => spotRequestId !== undefined);
  const codeOf = ({ markedAt, endedAt }: FakeInstance): string => {
    if (endedAt !== undefined) return "instance-terminated-by-user";
    return markedAt === undefined ? "fulfilled" : "marked-for-termination";
  };
  const page = pageOf(
    world,
    filtered(spot, input.Filters, { "status-code": codeOf, "instance-id": ({ id }) => id }),
    input,
  );
  return {
    SpotInstanceRequests: page.items.map((instance) => ({
      SpotInstanceRequestId: instance.spotRequestId,
      InstanceId: instance.id,
      State: instance.endedAt === undefined ? "active" : "closed",
      Status: {
        Code: codeOf(instance),
        UpdateTime: new Date(instance.markedAt ?? instance.launchedAt),
      },
    })),
    NextToken: page.NextToken,
  };
}

function known(world: World, ids: readonly string[]): FakeInstance[] {
  const visible = new Map(world.visible().map((instance) => [instance.id, instance]));
  const malformed = ids.filter((id) => !/^i-[0-9a-f]{8,17}$/.test(id));
  if (malformed.length > 0)
    throw new Ec2Error("InvalidInstanceID.Malformed", `Invalid id: "${malformed.join(", ")}"`);
  const missing = ids.filter((id) => !visible.has(id));
  if (missing.length === 0) return ids.flatMap((id) => visible.get(id) ?? []);
  const text =
    missing.length === 1
      ? `The instance ID '${missing[0]}' does not exist`
      : `The instance IDs '${missing.join(", ")}' do not exist`;
  throw new Ec2Error("InvalidInstanceID.NotFound", text);
}
