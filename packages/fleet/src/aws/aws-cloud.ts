import type { Breakers } from "@pigeon/breaker";
import type { Cloud, MissingPermission, Prepared } from "../cloud.ts";
import { DEFAULT_WORKER_PORT } from "../boot/options.ts";
import { userData } from "../boot/user-data.ts";
import { launchIntent } from "../identity.ts";
import { systemClock } from "../system.ts";
import { AwsCallError } from "./aws-call-error.ts";
import { createCaller } from "./call.ts";
import { describeCluster } from "./describe-cluster.ts";
import { ensureGroup, findGroup } from "./ensure-group.ts";
import { ensureTemplate, latestVersion } from "./ensure-template.ts";
import { launchInstance, launchRequest, type LaunchSettings } from "./launch.ts";
import { templateData } from "./launch-template.ts";
import { findNetwork, type Network } from "./network.ts";
import { checkAwsOptions, type AwsCloudOptions } from "./options.ts";
import { missingPermissions, refusalOf, trialLaunch, trialsFor } from "./permissions.ts";
import { removeInfrastructure } from "./remove.ts";
import { lazySend } from "./sdk.ts";
import { groupName } from "./security-group.ts";
import { terminateInstances } from "./terminate.ts";
import type { WaitOptions } from "./wait-until.ts";

/** How often it is looked whether something shows, in ms, at first. */
const LOOK_MS = 1000;

export interface AwsCloud extends Cloud {
  /** One breaker for each API of EC2, such as `RunInstances`. */
  readonly breakers: Breakers;
}

/**
 * EC2 as a cloud for {@link createFleet}. The SDK is loaded with the first call; region and credentials come from
 * the SDK's own chain unless they are given.
 *
 * @throws FleetOptionsError listing all problems.
 */
export function createAwsCloud(options: AwsCloudOptions): AwsCloud {
  checkAwsOptions(options);
  const { boot, tags = {}, clock = systemClock, hubSecurityGroupId } = options;
  const caller = createCaller({
    send: options.send ?? lazySend(options),
    policy: options.calls ?? {},
    clock,
    random: options.random,
    errors: options.errors,
  });
  const settings: LaunchSettings = { images: options.images ?? {}, tags };
  let found: Network | undefined;
  const network = async (signal?: AbortSignal): Promise<Network> =>
    (found ??= await findNetwork(caller, options.subnetIds, signal));
  const waiting = (deadlineMs: number, signal: AbortSignal | undefined): WaitOptions => ({
    clock,
    delayMs: LOOK_MS,
    deadlineMs,
    signal,
  });

  return {
    breakers: caller.breakers,
    describe: (cluster, signal) => describeCluster(caller, cluster, signal),
    terminate: (ids, signal) => terminateInstances(caller, ids, signal),

    async launch(intent, signal) {
      return launchInstance(caller, await network(signal), intent, settings, signal);
    },

    async prepare(cluster, signal): Promise<Prepared> {
      // Made first: what is wrong with it is better known before anything is changed.
      const script = userData(cluster, boot);
      const wait = waiting(options.prepareTimeoutMs ?? 60_000, signal);
      // Subnets may have been changed since.
      found = undefined;
      const { vpcId } = await network(signal);
      const access =
        hubSecurityGroupId === undefined
          ? undefined
          : { hubSecurityGroupId, port: boot.port ?? DEFAULT_WORKER_PORT };
      const group = await ensureGroup(caller, { cluster, vpcId, access, tags, wait });
      const data = templateData({
        cluster,
        securityGroupIds: [group.id, ...(options.securityGroupIds ?? [])],
        userData: script,
        rootDevice: options.rootDevice ?? "/dev/xvda",
        rootVolumeGb: options.rootVolumeGb ?? 16,
        instanceProfile: options.instanceProfile,
        keyName: options.keyName,
        tags,
      });
      const template = await ensureTemplate(caller, { cluster, data, tags, wait });
      const told = (changes: readonly string[]): string =>
        changes.length === 0 ? "" : ` (${changes.join(", ")})`;
      return {
        created: template.change === "created",
        resources: [
          `security group ${group.id} ${groupName(cluster)}${told(group.changes)}`,
          `launch template ${template.id} version ${template.version}${told(template.change === "none" ? [] : [template.change])}`,
        ],
      };
    },

    async remove(cluster, signal) {
      const wait = waiting(options.removeTimeoutMs ?? 90_000, signal);
      return removeInfrastructure(caller, cluster, await network(signal), wait);
    },

    async permissions(cluster, signal) {
      const missing: MissingPermission[] = [];
      /** What cannot be read is noted, and the rest is tried without it. */
      const readable = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
        try {
          return await read();
        } catch (error) {
          const refused = error instanceof AwsCallError ? refusalOf(error) : undefined;
          if (refused === undefined) throw error;
          missing.push(refused);
          return undefined;
        }
      };
      found = undefined;
      const net = await readable(() => network(signal));
      const vpcId = net?.vpcId ?? "";
      const [zone, subnetId] = [...(net?.subnetOf ?? [])][0] ?? [];
      const group = net && (await readable(() => findGroup(caller, cluster, net.vpcId, signal)));
      const template = await readable(() => latestVersion(caller, cluster, signal));
      const instances = await readable(() => describeCluster(caller, cluster, signal));
      const living = instances?.find(({ state }) => state === "pending" || state === "running");
      const intent = launchIntent(cluster, "dry-run", { type: "t3.micro", zone: zone ?? "", market: "spot" });
      const launch =
        subnetId === undefined
          ? undefined
          : trialLaunch(launchRequest(intent, subnetId, settings), template !== undefined);
      const trials = trialsFor(
        cluster,
        { vpcId, groupId: group?.GroupId, hasTemplate: template !== undefined, instanceId: living?.id },
        launch,
      );
      const known = new Set(missing.map(({ action }) => action));
      const more = await missingPermissions(caller, trials, signal);
      return [...missing, ...more.filter(({ action }) => !known.has(action))];
    },
  };
}
