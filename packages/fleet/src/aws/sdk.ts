import type * as ec2 from "@aws-sdk/client-ec2";

export type Ec2Sdk = typeof ec2;

/** The calls that a fleet makes, and no others: the documented policy allows exactly these. */
export interface Ec2Calls {
  AuthorizeSecurityGroupIngress: [ec2.AuthorizeSecurityGroupIngressCommandInput, unknown];
  CreateLaunchTemplate: [ec2.CreateLaunchTemplateCommandInput, ec2.CreateLaunchTemplateCommandOutput];
  CreateLaunchTemplateVersion: [
    ec2.CreateLaunchTemplateVersionCommandInput,
    ec2.CreateLaunchTemplateVersionCommandOutput,
  ];
  CreateSecurityGroup: [ec2.CreateSecurityGroupCommandInput, ec2.CreateSecurityGroupCommandOutput];
  DeleteLaunchTemplate: [ec2.DeleteLaunchTemplateCommandInput, unknown];
  DeleteSecurityGroup: [ec2.DeleteSecurityGroupCommandInput, unknown];
  DescribeInstances: [ec2.DescribeInstancesCommandInput, ec2.DescribeInstancesCommandOutput];
  DescribeInstanceStatus: [ec2.DescribeInstanceStatusCommandInput, ec2.DescribeInstanceStatusCommandOutput];
  DescribeLaunchTemplateVersions: [
    ec2.DescribeLaunchTemplateVersionsCommandInput,
    ec2.DescribeLaunchTemplateVersionsCommandOutput,
  ];
  DescribeSecurityGroups: [ec2.DescribeSecurityGroupsCommandInput, ec2.DescribeSecurityGroupsCommandOutput];
  DescribeSpotInstanceRequests: [
    ec2.DescribeSpotInstanceRequestsCommandInput,
    ec2.DescribeSpotInstanceRequestsCommandOutput,
  ];
  DescribeSubnets: [ec2.DescribeSubnetsCommandInput, ec2.DescribeSubnetsCommandOutput];
  DescribeVpcs: [ec2.DescribeVpcsCommandInput, ec2.DescribeVpcsCommandOutput];
  RevokeSecurityGroupIngress: [ec2.RevokeSecurityGroupIngressCommandInput, unknown];
  RunInstances: [ec2.RunInstancesCommandInput, ec2.RunInstancesCommandOutput];
  TerminateInstances: [ec2.TerminateInstancesCommandInput, ec2.TerminateInstancesCommandOutput];
}

export type Ec2Action = keyof Ec2Calls;

export type InputOf<A extends Ec2Action> = Ec2Calls[A][0];
export type OutputOf<A extends Ec2Action> = Ec2Calls[A][1];

/** Sends one request, once. */
export type Send = <A extends Ec2Action>(
  action: A,
  input: InputOf<A>,
  signal: AbortSignal,
) => Promise<OutputOf<A>>;

export interface Connection {
  /** Default: what the SDK's chain finds (AWS_REGION, the profile). */
  readonly region?: string | undefined;
  /** Another address than AWS's own, for tests and private endpoints. */
  readonly endpoint?: string | undefined;
  /** Default: what the SDK's chain finds (environment, profile, SSO, container, instance). */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>) | undefined;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The SDK takes most of a second and much memory to load: it is loaded with the first call. */
export function lazySend({ region, endpoint, credentials }: Connection): Send {
  let made: Promise<{ sdk: Ec2Sdk; client: ec2.EC2Client }> | undefined;
  const make = async () => {
    const sdk = await import("@aws-sdk/client-ec2");
    const client = new sdk.EC2Client({
      // Retries are ours alone: the SDK's would multiply with them.
      maxAttempts: 1,
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials === undefined ? {} : { credentials }),
    });
    return { sdk, client };
  };
  return async (action, input, signal) => {
    made ??= make();
    const { sdk, client } = await made;
    const Command = sdk[`${action}Command`] as unknown as new (input: unknown) => ec2.DescribeVpcsCommand;
    return await client.send(new Command(input), { abortSignal: signal });
  };
}
