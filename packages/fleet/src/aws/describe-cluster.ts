import type { Instance, StatusChecks } from "../cloud.ts";
import { AwsCallError } from "./aws-call-error.ts";
import type { Caller } from "./call.ts";
import { checksOf, toInstance, type Marks } from "./describe.ts";
import { readPages } from "./pages.ts";
import { tagKeys } from "./tags.ts";

/** EC2 takes so many ids in one question about statuses. */
const BATCH = 100;

/**
 * Everything that carries the cluster's tag. What EC2 does not tell of a status or an interruption, for whatever
 * reason, is left open: a fleet that is seen without it is better than none.
 */
export async function describeCluster(
  caller: Caller,
  cluster: string,
  signal?: AbortSignal,
): Promise<readonly Instance[]> {
  const Filters = [{ Name: `tag:${tagKeys.cluster}`, Values: [literal(cluster)] }];
  const reservations = await readPages(
    caller,
    "DescribeInstances",
    { Filters, MaxResults: 1000 },
    ({ Reservations }) => Reservations,
    signal,
  );
  const described = reservations.flatMap(({ Instances = [] }) => Instances);
  const running = described.flatMap(({ InstanceId, State }) =>
    InstanceId !== undefined && State?.Name === "running" ? [InstanceId] : [],
  );
  const hasSpot = described.some(
    ({ InstanceLifecycle, State }) => InstanceLifecycle === "spot" && State?.Name === "running",
  );
  const [checks, announcedAt] = await Promise.all([
    checksFor(caller, running, signal),
    hasSpot ? announcements(caller, cluster, signal) : new Map<string, number>(),
  ]);
  const marks: Marks = { checks, announcedAt };
  return described.flatMap((instance) => toInstance(instance, marks) ?? []);
}

async function checksFor(
  caller: Caller,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Map<string, StatusChecks>> {
  const checks = new Map<string, StatusChecks>();
  for (let at = 0; at < ids.length; at += BATCH) {
    await unlessRefused(async () => {
      const statuses = await readPages(
        caller,
        "DescribeInstanceStatus",
        { InstanceIds: ids.slice(at, at + BATCH) },
        ({ InstanceStatuses }) => InstanceStatuses,
        signal,
      );
      for (const status of statuses) checks.set(status.InstanceId ?? "", checksOf(status));
    });
  }
  return checks;
}

async function announcements(
  caller: Caller,
  cluster: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, number>> {
  const announcedAt = new Map<string, number>();
  const Filters = [
    { Name: `tag:${tagKeys.cluster}`, Values: [literal(cluster)] },
    { Name: "status-code", Values: ["marked-for-termination"] },
  ];
  await unlessRefused(async () => {
    const marked = await readPages(
      caller,
      "DescribeSpotInstanceRequests",
      { Filters },
      ({ SpotInstanceRequests }) => SpotInstanceRequests,
      signal,
    );
    for (const { InstanceId, Status } of marked)
      if (InstanceId !== undefined && Status?.UpdateTime !== undefined)
        announcedAt.set(InstanceId, Status.UpdateTime.getTime());
  });
  return announcedAt;
}

async function unlessRefused(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
  }
}

/** Filters read `*` and `?` as patterns; a cluster's name has neither, but it is not ours to trust. */
const literal = (text: string): string => text.replaceAll(/[*?\\]/g, "\\$&");
