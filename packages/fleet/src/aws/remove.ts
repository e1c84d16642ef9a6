import type { Removal } from "../cloud.ts";
import { AwsCallError } from "./aws-call-error.ts";
import type { Caller } from "./call.ts";
import { findGroup } from "./ensure-group.ts";
import { latestVersion } from "./ensure-template.ts";
import { templateName } from "./launch-template.ts";
import type { Network } from "./network.ts";
import { groupName } from "./security-group.ts";
import { waitUntil, type WaitOptions } from "./wait-until.ts";

/** Removes the launch template and the security group. Instances that still end hold the group for a while. */
export async function removeInfrastructure(
  caller: Caller,
  cluster: string,
  { vpcId }: Network,
  wait: WaitOptions,
): Promise<Removal> {
  const { signal } = wait;
  const LaunchTemplateName = templateName(cluster);
  const groupId = async (): Promise<string | undefined> =>
    (await findGroup(caller, cluster, vpcId, signal))?.GroupId;
  const things: readonly Thing[] = [
    {
      resource: `launch template ${LaunchTemplateName}`,
      find: async () => (await latestVersion(caller, cluster, signal))?.LaunchTemplateId,
      remove: () => caller.call("DeleteLaunchTemplate", { LaunchTemplateName }, signal),
    },
    {
      resource: `security group ${groupName(cluster)}`,
      find: groupId,
      remove: (GroupId) => caller.call("DeleteSecurityGroup", { GroupId }, signal),
    },
  ];
  const removed: string[] = [];
  const left: { resource: string; reason: string }[] = [];
  for (const thing of things) {
    const outcome = await removeThing(thing, wait);
    if (outcome === "removed") removed.push(thing.resource);
    else if (outcome !== "never there") left.push({ resource: thing.resource, reason: outcome.reason });
  }
  return { removed, left };
}

interface Thing {
  readonly resource: string;
  /** Its id, if it is there. */
  readonly find: () => Promise<string | undefined>;
  readonly remove: (id: string) => Promise<unknown>;
}

type Outcome = "removed" | "never there" | { readonly reason: string };

/**
 * Looks first, and again after a failure: rights that hold for what bears a tag do not hold for what is gone, so
 * that after a lost answer EC2 may say that it is forbidden. What is held or throttled is waited for.
 */
async function removeThing({ find, remove }: Thing, wait: WaitOptions): Promise<Outcome> {
  let last: AwsCallError | undefined;
  try {
    const id = await find();
    if (id === undefined) return "never there";
    const removed = await waitUntil(async () => {
      try {
        await remove(id);
        return true;
      } catch (error) {
        if (!(error instanceof AwsCallError)) throw error;
        last = error;
        if ((await find()) === undefined) return true;
        if (error.retryable || error.code === "DependencyViolation") return undefined;
        throw error;
      }
    }, wait);
    return removed === true || last === undefined ? "removed" : { reason: last.message };
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return { reason: error.message };
  }
}
