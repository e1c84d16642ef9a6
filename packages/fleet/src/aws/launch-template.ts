import { createHash } from "node:crypto";
import type { RequestLaunchTemplateData } from "@aws-sdk/client-ec2";
import { latestImage } from "./architecture.ts";
import { tagKeys, toTags } from "./tags.ts";

export interface TemplateInput {
  readonly cluster: string;
  readonly securityGroupIds: readonly string[];
  /** Not yet in base64. */
  readonly userData: string;
  readonly rootVolumeGb: number;
  readonly rootDevice: string;
  readonly instanceProfile?: string | undefined;
  readonly keyName?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export const templateName = (cluster: string): string => `pigeon-${cluster}`;

/** What all instances of a cluster have in common. Type, zone and market come with each launch. */
export function templateData(input: TemplateInput): RequestLaunchTemplateData {
  const Tags = toTags({
    ...input.tags,
    [tagKeys.cluster]: input.cluster,
    [tagKeys.role]: "worker",
    Name: `pigeon-${input.cluster}`,
  });
  return {
    ImageId: latestImage("x86_64"),
    SecurityGroupIds: [...input.securityGroupIds],
    UserData: Buffer.from(input.userData, "utf8").toString("base64"),
    // A worker that shuts its machine down leaves nothing that costs.
    InstanceInitiatedShutdownBehavior: "terminate",
    // Sessions only, and no further than the machine itself: a container or a tricked proxy gets nothing.
    MetadataOptions: {
      HttpEndpoint: "enabled",
      HttpTokens: "required",
      HttpPutResponseHopLimit: 1,
      InstanceMetadataTags: "disabled",
    },
    BlockDeviceMappings: [
      {
        DeviceName: input.rootDevice,
        Ebs: {
          VolumeType: "gp3",
          VolumeSize: input.rootVolumeGb,
          Encrypted: true,
          DeleteOnTermination: true,
        },
      },
    ],
    TagSpecifications: [
      { ResourceType: "instance", Tags },
      { ResourceType: "volume", Tags },
    ],
    ...(input.instanceProfile === undefined ? {} : { IamInstanceProfile: { Name: input.instanceProfile } }),
    ...(input.keyName === undefined ? {} : { KeyName: input.keyName }),
  };
}

/** Two templates with the same mark are the same. It is kept as the description of the version. */
export function templateMark(data: RequestLaunchTemplateData): string {
  return `pigeon ${createHash("sha256").update(JSON.stringify(data)).digest("hex").slice(0, 40)}`;
}
