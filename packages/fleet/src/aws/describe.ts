import type { Instance as Ec2Instance, InstanceStatus } from "@aws-sdk/client-ec2";
import type { Instance, InstanceState, StatusChecks } from "../cloud.ts";
import { tagKeys, tagsOf } from "./tags.ts";

const STATES: Readonly<Record<string, InstanceState>> = {
  pending: "pending",
  running: "running",
  "shutting-down": "shutting-down",
  terminated: "terminated",
  stopping: "stopping",
  stopped: "stopped",
};

/** How long after its announcement a spot instance is taken away. */
const NOTICE_MS = 120_000;

export interface Marks {
  /** By instance id. */
  readonly checks: ReadonlyMap<string, StatusChecks>;
  /** By instance id: when EC2 announced that it takes the instance away, in ms since the epoch. */
  readonly announcedAt: ReadonlyMap<string, number>;
}

/** An instance of EC2 as the port describes it; undefined for one without an id. */
export function toInstance(described: Ec2Instance, marks?: Marks): Instance | undefined {
  const { InstanceId: id, InstanceType, Placement, State, Tags, LaunchTime } = described;
  if (id === undefined) return undefined;
  const tags = tagsOf(Tags);
  const announcedAt = marks?.announcedAt.get(id);
  return {
    id,
    // A state that is not known yet is that of an instance which begins.
    state: STATES[State?.Name ?? ""] ?? "pending",
    type: InstanceType ?? "",
    zone: Placement?.AvailabilityZone ?? "",
    market: described.InstanceLifecycle === "spot" ? "spot" : "on-demand",
    launchedAt: LaunchTime?.getTime() ?? 0,
    tags,
    statusChecks: marks?.checks.get(id) ?? "unknown",
    ...(tags[tagKeys.intent] === undefined ? {} : { intentId: tags[tagKeys.intent] }),
    ...(announcedAt === undefined ? {} : { interruptionAt: announcedAt + NOTICE_MS }),
  };
}

/** Both checks together: one that failed is enough, and both must have passed. */
export function checksOf({ InstanceStatus, SystemStatus }: InstanceStatus): StatusChecks {
  const said = [InstanceStatus?.Status, SystemStatus?.Status];
  if (said.includes("impaired")) return "impaired";
  if (said.every((status) => status === "ok")) return "ok";
  return said.includes("initializing") ? "initializing" : "unknown";
}
