import type { Cloud, Fleet, FleetOptionsError, HubPort } from "@pigeon/fleet";
import type { Context } from "../context.ts";
import { badFile, readFleetFile, type AwsData } from "../input/fleet-file.ts";

/** What a fleet works on. Tests have both in memory. */
export interface FleetPorts {
  cloud(aws: AwsData): Promise<Cloud>;
  hub(context: Context, cluster: string): Promise<HubPort>;
}

/** EC2, and the hub that the user means. */
export const realPorts: FleetPorts = {
  async cloud(aws) {
    const { createAwsCloud } = await import("@pigeon/fleet/aws");
    return createAwsCloud(aws);
  },
  async hub(context, cluster) {
    const { clientHub } = await import("@pigeon/fleet");
    return clientHub({ client: await context.client(), cluster });
  },
};

export interface OpenFleet {
  readonly fleet: Fleet;
  readonly cloud: Cloud;
  readonly cluster: string;
}

/**
 * The fleet of a file. Nothing is asked of the cloud or the hub yet.
 *
 * @throws {UsageError} with the file's name and everything that is wrong with it.
 */
export async function openFleet(
  context: Context,
  name: string,
  ports: FleetPorts,
  { preview = false }: { readonly preview?: boolean } = {},
): Promise<OpenFleet> {
  const file = await readFleetFile(context.io, name);
  const { createFleet } = await import("@pigeon/fleet");
  const problems: string[] = [];
  const cloud = await collect(problems, "aws.", () => ports.cloud(file.aws));
  const hub = await ports.hub(context, file.fleet.cluster);
  const fleet = await collect(problems, "", async () =>
    createFleet({
      ...file.fleet,
      // Who only looks has no launch of before to wait for.
      ...(preview ? { settleMs: 0 } : {}),
      cloud: cloud as Cloud,
      hub,
    }),
  );
  if (cloud === undefined || fleet === undefined) throw badFile(name, problems);
  return { fleet, cloud, cluster: file.fleet.cluster };
}

/** Notes the problems of options by their place in the file. */
async function collect<T>(
  problems: string[],
  prefix: string,
  make: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if ((error as Error).name !== "FleetOptionsError") throw error;
    for (const { option, expected, received } of (error as FleetOptionsError).problems) {
      // A cloud that could not be made is told by its own problems.
      if (option.startsWith("cloud.")) continue;
      problems.push(`${prefix}${option}: expected ${expected}, received ${received}`);
    }
    return undefined;
  }
}
