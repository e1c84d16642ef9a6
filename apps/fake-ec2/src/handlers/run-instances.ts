import type {
  RunInstancesCommandInput,
  RunInstancesCommandOutput,
  Tag,
  TagSpecification,
} from "@aws-sdk/client-ec2";
import { Ec2Error } from "../error.ts";
import type { FakeInstance, LaunchRequest, World } from "../world.ts";
import { offerOf } from "../world.ts";
import { describedInstance } from "./described-instance.ts";
import { templateVersion } from "./launch-templates.ts";

/** Launches, or answers for what the same client token launched before. */
export function runInstances(
  input: RunInstancesCommandInput,
  world: World,
): Omit<RunInstancesCommandOutput, "$metadata"> {
  const { MinCount = 1, MaxCount = 1, ClientToken } = input;
  if (MinCount < 1 || MinCount > MaxCount)
    throw new Ec2Error("InvalidParameterValue", `minCount ${MinCount}, maxCount ${MaxCount}`);
  if (ClientToken !== undefined && (ClientToken.length > 64 || !/^[!-~]+$/.test(ClientToken)))
    throw new Ec2Error("InvalidParameterValue", "clientToken: up to 64 ASCII characters");
  return world.once("RunInstances", ClientToken, input, () => {
    const launched = launch(input, world, MinCount, MaxCount);
    const [first] = launched;
    return () => ({
      ReservationId: first?.reservationId,
      OwnerId: "123456789012",
      Instances: launched.map((instance) => describedInstance(instance, world)),
    });
  });
}

function launch(input: RunInstancesCommandInput, world: World, least: number, most: number): FakeInstance[] {
  const { LaunchTemplate } = input;
  const template =
    LaunchTemplate === undefined ? {} : templateVersion(world, LaunchTemplate, LaunchTemplate.Version).data;
  const request = { ...template, ...input } as LaunchRequest;
  const type = request.InstanceType ?? "m1.small";
  const subnet = subnetOf(world, request);
  checkGroups(world, request, subnet.vpcId);
  const imageId = imageOf(world, request.ImageId);
  const isSpot = request.InstanceMarketOptions?.MarketType === "spot";
  const offer = `${type}/${subnet.zone}/${isSpot ? "spot" : "on-demand"}`;
  const count = Math.min(most, world.capacity.get(offer) ?? Infinity);
  if (count < least) throw noCapacity(type, subnet.zone, isSpot);
  const reservationId = world.newId("r");
  return Array.from({ length: count }, () => {
    const id = world.newId("i");
    const spotRequestId = isSpot ? world.newId("sir") : undefined;
    const instance: FakeInstance = {
      id,
      reservationId,
      request,
      imageId,
      type,
      zone: subnet.zone,
      subnetId: subnet.id,
      privateIp: `10.0.0.${(world.instances.size % 250) + 4}`,
      spotRequestId,
      launchedAt: world.now(),
      bootMs: world.behaviour.bootMs,
      token: input.ClientToken,
      tags: tagsFor("instance", template, input),
      volumeTags: tagsFor("volume", template, input),
      status: "ok",
    };
    world.instances.set(id, instance);
    const free = world.capacity.get(offerOf(instance));
    if (free !== undefined) world.capacity.set(offerOf(instance), free - 1);
    world.onLaunch(instance);
    return instance;
  });
}

function subnetOf(world: World, { SubnetId, Placement }: LaunchRequest) {
  const subnet = world.subnets.find(({ id, zone }) =>
    SubnetId === undefined ? zone === (Placement?.AvailabilityZone ?? zone) : id === SubnetId,
  );
  if (subnet !== undefined) return subnet;
  if (SubnetId === undefined)
    throw new Ec2Error(
      "InvalidParameterValue",
      `Invalid availability zone: [${Placement?.AvailabilityZone}]`,
    );
  throw new Ec2Error("InvalidSubnetID.NotFound", `The subnet ID '${SubnetId}' does not exist`);
}

function checkGroups(world: World, { SecurityGroupIds = [] }: LaunchRequest, vpcId: string): void {
  for (const id of SecurityGroupIds) {
    if (world.groups.get(id)?.vpcId === vpcId) continue;
    throw new Ec2Error("InvalidGroup.NotFound", `The security group '${id}' does not exist`);
  }
}

function imageOf(world: World, image: string | undefined): string {
  if (image === undefined)
    throw new Ec2Error("MissingParameter", "The request must contain the parameter ImageId");
  if (!image.startsWith("resolve:ssm:")) return image;
  const name = image.slice("resolve:ssm:".length);
  const found = world.parameters.get(name);
  if (found === undefined)
    throw new Ec2Error("InvalidParameterValue", `Invalid systems manager parameter ${name}`);
  return found;
}

/** Tags of the request take the place of those with the same key in the template. */
function tagsFor(
  resource: string,
  ...sources: readonly { TagSpecifications?: readonly TagSpecification[] | undefined }[]
): Tag[] {
  const tags = new Map<string, Tag>();
  for (const { TagSpecifications = [] } of sources)
    for (const { ResourceType, Tags = [] } of TagSpecifications)
      if (ResourceType === resource) for (const tag of Tags) tags.set(tag.Key ?? "", tag);
  return [...tags.values()];
}

function noCapacity(type: string, zone: string, isSpot: boolean): Ec2Error {
  const message = isSpot
    ? "There is no Spot capacity available that matches your request."
    : `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${zone}).`;
  // EC2 answers it with a status of the server.
  return new Ec2Error("InsufficientInstanceCapacity", message, 500);
}
