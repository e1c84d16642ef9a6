import type { Subnet } from "@aws-sdk/client-ec2";
import type { Caller } from "./call.ts";
import { readPages } from "./pages.ts";

export interface Network {
  readonly vpcId: string;
  /** A subnet for each zone. */
  readonly subnetOf: ReadonlyMap<string, string>;
}

/** There is no network to launch into, or it is not clear which. */
export class NetworkError extends Error {
  override readonly name: string = "NetworkError";
  readonly retryable: boolean = false;
}

/** The network that instances are launched into: the given subnets, or those of the default VPC. */
export async function findNetwork(
  caller: Caller,
  subnetIds: readonly string[] | undefined,
  signal?: AbortSignal,
): Promise<Network> {
  const input =
    subnetIds === undefined
      ? { Filters: [{ Name: "vpc-id", Values: [await defaultVpc(caller, signal)] }] }
      : { SubnetIds: [...subnetIds] };
  const subnets = await readPages(caller, "DescribeSubnets", input, ({ Subnets }) => Subnets, signal);
  const vpcs = new Set(subnets.map(({ VpcId }) => VpcId));
  const [vpcId] = vpcs;
  if (vpcId === undefined)
    throw new NetworkError("the VPC has no subnets; name some in the option subnetIds");
  if (vpcs.size > 1)
    throw new NetworkError(`subnetIds: expected subnets of one VPC, received ${[...vpcs].join(", ")}`);
  const subnetOf = new Map<string, string>();
  // In a fixed order: another subnet in the same zone would be another request for the same client token.
  for (const { AvailabilityZone = "", SubnetId = "" } of subnets.toSorted(bySubnetId))
    if (!subnetOf.has(AvailabilityZone)) subnetOf.set(AvailabilityZone, SubnetId);
  return { vpcId, subnetOf };
}

async function defaultVpc(caller: Caller, signal: AbortSignal | undefined): Promise<string> {
  const filter = { Filters: [{ Name: "is-default", Values: ["true"] }] };
  const [vpc] = await readPages(caller, "DescribeVpcs", filter, ({ Vpcs }) => Vpcs, signal);
  if (vpc?.VpcId !== undefined) return vpc.VpcId;
  throw new NetworkError("the region has no default VPC; name subnets in the option subnetIds");
}

const bySubnetId = (a: Pick<Subnet, "SubnetId">, b: Pick<Subnet, "SubnetId">): number =>
  (a.SubnetId ?? "") < (b.SubnetId ?? "") ? -1 : 1;
