import * as sdk from "@aws-sdk/client-ec2";
import { NormalizedSchema } from "@smithy/core/schema";
import * as instances from "./handlers/instances.ts";
import * as templates from "./handlers/launch-templates.ts";
import * as network from "./handlers/network.ts";
import { runInstances } from "./handlers/run-instances.ts";
import type { World } from "./world.ts";

type Handler = (input: never, world: World) => object;

const handlers: Readonly<Record<string, Handler>> = {
  RunInstances: runInstances,
  DescribeInstances: instances.describeInstances,
  DescribeInstanceStatus: instances.describeInstanceStatus,
  DescribeSpotInstanceRequests: instances.describeSpotInstanceRequests,
  TerminateInstances: instances.terminateInstances,
  CreateLaunchTemplate: templates.createLaunchTemplate,
  CreateLaunchTemplateVersion: templates.createLaunchTemplateVersion,
  DescribeLaunchTemplates: templates.describeLaunchTemplates,
  DescribeLaunchTemplateVersions: templates.describeLaunchTemplateVersions,
  DeleteLaunchTemplate: templates.deleteLaunchTemplate,
  DescribeVpcs: network.describeVpcs,
  DescribeSubnets: network.describeSubnets,
  CreateSecurityGroup: network.createSecurityGroup,
  DescribeSecurityGroups: network.describeSecurityGroups,
  AuthorizeSecurityGroupIngress: network.authorizeSecurityGroupIngress,
  RevokeSecurityGroupIngress: network.revokeSecurityGroupIngress,
  DeleteSecurityGroup: network.deleteSecurityGroup,
};

export const actions: readonly string[] = Object.keys(handlers);

export interface Operation {
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  readonly handle: (input: object, world: World) => object;
}

/** An operation by the SDK's own schemas; only what it does is written here. */
export function operation(action: string): Operation | undefined {
  const handle = Object.hasOwn(handlers, action) ? handlers[action] : undefined;
  const schema = (sdk as unknown as Readonly<Record<string, readonly unknown[]>>)[`${action}$`];
  if (handle === undefined || schema === undefined) return undefined;
  return {
    input: NormalizedSchema.of(schema[4] as never),
    output: NormalizedSchema.of(schema[5] as never),
    handle: handle as Operation["handle"],
  };
}
