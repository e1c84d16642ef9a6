import { createHash } from "node:crypto";
import type { LaunchTemplateVersion, RequestLaunchTemplateData } from "@aws-sdk/client-ec2";
import { AwsCallError } from "./aws-call-error.ts";
import type { Caller } from "./call.ts";
import { passing } from "./ensure-group.ts";
import { templateMark, templateName } from "./launch-template.ts";
import { tagKeys, toTags } from "./tags.ts";
import { waitUntil, type WaitOptions } from "./wait-until.ts";

export interface EnsuredTemplate {
  readonly id: string;
  readonly version: number;
  readonly change: "created" | "new version" | "none";
}

export interface EnsureTemplateInput {
  readonly cluster: string;
  readonly data: RequestLaunchTemplateData;
  readonly tags: Readonly<Record<string, string>>;
  readonly wait: WaitOptions;
}

/** The cluster's launch template, whose newest version is what is wanted. */
export async function ensureTemplate(caller: Caller, input: EnsureTemplateInput): Promise<EnsuredTemplate> {
  const { cluster, data, wait } = input;
  const mark = templateMark(data);
  const latest = await latestVersion(caller, cluster, wait.signal);
  if (latest?.VersionDescription === mark) return ensured(latest, "none");
  const token = createHash("sha256")
    .update(JSON.stringify([cluster, latest?.LaunchTemplateId, latest?.VersionNumber, mark]))
    .digest("hex");
  let change: EnsuredTemplate["change"] = "new version";
  if (latest === undefined) {
    const made = await create(caller, input, mark, token);
    if (made) change = "created";
  } else {
    await caller.call(
      "CreateLaunchTemplateVersion",
      {
        LaunchTemplateName: templateName(cluster),
        LaunchTemplateData: data,
        VersionDescription: mark,
        ClientToken: token,
      },
      wait.signal,
    );
  }
  // Launches ask for the newest version: it has to be known before they do.
  const seen = await waitUntil(async () => {
    const version = await latestVersion(caller, cluster, wait.signal);
    return version?.VersionDescription === mark ? version : undefined;
  }, wait);
  if (seen !== undefined) return ensured(seen, change);
  throw new Error(
    `the launch template ${templateName(cluster)} was changed, but EC2 does not describe it yet; try again`,
  );
}

export async function latestVersion(
  caller: Caller,
  cluster: string,
  signal?: AbortSignal,
): Promise<LaunchTemplateVersion | undefined> {
  try {
    const { LaunchTemplateVersions } = await caller.call(
      "DescribeLaunchTemplateVersions",
      { LaunchTemplateName: templateName(cluster), Versions: ["$Latest"] },
      signal,
    );
    return LaunchTemplateVersions?.[0];
  } catch (error) {
    if (isMissingTemplate(error)) return undefined;
    throw error;
  }
}

function isMissingTemplate(error: unknown): boolean {
  return error instanceof AwsCallError && /^InvalidLaunchTemplate(Name|Id)\.NotFound/.test(error.code);
}

/** False when another process was quicker. */
function create(
  caller: Caller,
  { cluster, data, tags, wait }: EnsureTemplateInput,
  mark: string,
  token: string,
): Promise<boolean> {
  return passing("InvalidLaunchTemplateName.AlreadyExistsException", () =>
    caller.call(
      "CreateLaunchTemplate",
      {
        LaunchTemplateName: templateName(cluster),
        LaunchTemplateData: data,
        VersionDescription: mark,
        ClientToken: token,
        TagSpecifications: [
          {
            ResourceType: "launch-template",
            Tags: toTags({ ...tags, [tagKeys.cluster]: cluster, [tagKeys.role]: "infrastructure" }),
          },
        ],
      },
      wait.signal,
    ),
  );
}

function ensured(
  { LaunchTemplateId = "", VersionNumber = 0 }: LaunchTemplateVersion,
  change: EnsuredTemplate["change"],
): EnsuredTemplate {
  return { id: LaunchTemplateId, version: VersionNumber, change };
}
