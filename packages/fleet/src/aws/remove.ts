import type { Removal } from "../cloud.ts";
import { AwsCallError } from "./aws-call-error.ts";
import type { Caller } from "./call.ts";
import { findGroup } from "./ensure-group.ts";
import { isMissingTemplate } from "./ensure-template.ts";
import { templateName } from "./launch-template.ts";
import type { Network } from "./network.ts";
import { groupName } from "./security-group.ts";
import { waitUntil, type WaitOptions } from "./wait-until.ts";

/** Removes the launch template and the security group. Instances that still end hold the group for a while. */
export async function removeInfrastructure(
  caller: Caller,
  cluster: string,
  network: Network,
  wait: WaitOptions,
): Promise<Removal> {
  const removed: string[] = [];
  const left: { resource: string; reason: string }[] = [];
  const attempt = async (resource: string, act: () => Promise<boolean>): Promise<void> => {
    try {
      if (await act()) removed.push(resource);
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      left.push({ resource, reason: error.message });
    }
  };
  await attempt(`launch template ${templateName(cluster)}`, () =>
    deleteTemplate(caller, cluster, wait.signal),
  );
  await attempt(`security group ${groupName(cluster)}`, () => deleteGroup(caller, cluster, network, wait));
  return { removed, left };
}

async function deleteTemplate(
  caller: Caller,
  cluster: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await caller.call("DeleteLaunchTemplate", { LaunchTemplateName: templateName(cluster) }, signal);
    return true;
  } catch (error) {
    if (isMissingTemplate(error)) return false;
    throw error;
  }
}

async function deleteGroup(
  caller: Caller,
  cluster: string,
  { vpcId }: Network,
  wait: WaitOptions,
): Promise<boolean> {
  const group = await findGroup(caller, cluster, vpcId, wait.signal);
  if (group === undefined) return false;
  let inUse: AwsCallError | undefined;
  const deleted = await waitUntil(async () => {
    try {
      await caller.call("DeleteSecurityGroup", { GroupId: group.GroupId }, wait.signal);
      return true;
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      if (error.code === "InvalidGroup.NotFound") return true;
      if (error.code !== "DependencyViolation") throw error;
      inUse = error;
      return undefined;
    }
  }, wait);
  if (deleted === undefined && inUse !== undefined) throw inUse;
  return true;
}
