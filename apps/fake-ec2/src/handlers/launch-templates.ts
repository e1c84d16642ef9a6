import type {
  CreateLaunchTemplateCommandInput,
  CreateLaunchTemplateCommandOutput,
  CreateLaunchTemplateVersionCommandInput,
  CreateLaunchTemplateVersionCommandOutput,
  DeleteLaunchTemplateCommandInput,
  DeleteLaunchTemplateCommandOutput,
  DescribeLaunchTemplateVersionsCommandInput,
  DescribeLaunchTemplateVersionsCommandOutput,
  DescribeLaunchTemplatesCommandInput,
  DescribeLaunchTemplatesCommandOutput,
  LaunchTemplate,
  LaunchTemplateVersion,
} from "@aws-sdk/client-ec2";
import { Ec2Error } from "../error.ts";
import { filtered } from "../filters.ts";
import { pageOf } from "../pages.ts";
import type { FakeTemplate, World } from "../world.ts";

type Answer<T> = Omit<T, "$metadata">;
interface Reference {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
}

const MAX_USER_DATA_BYTES = 16_384;

export function createLaunchTemplate(
  input: CreateLaunchTemplateCommandInput,
  world: World,
): Answer<CreateLaunchTemplateCommandOutput> {
  const {
    LaunchTemplateName: name = "",
    LaunchTemplateData: data = {},
    ClientToken,
    VersionDescription,
  } = input;
  return world.once("CreateLaunchTemplate", ClientToken, input, () => {
    if (byName(world, name) !== undefined)
      throw new Ec2Error("InvalidLaunchTemplateName.AlreadyExistsException", `${name} is in use`);
    checkUserData(data.UserData);
    const template: FakeTemplate = {
      id: world.newId("lt"),
      name,
      tags: (input.TagSpecifications ?? []).flatMap(({ ResourceType, Tags = [] }) =>
        ResourceType === "launch-template" ? Tags : [],
      ),
      versions: [{ data, description: VersionDescription, madeAt: world.now() }],
    };
    world.templates.set(template.id, template);
    return () => ({ LaunchTemplate: described(template) });
  });
}

export function createLaunchTemplateVersion(
  input: CreateLaunchTemplateVersionCommandInput,
  world: World,
): Answer<CreateLaunchTemplateVersionCommandOutput> {
  const { LaunchTemplateData: data = {}, ClientToken, VersionDescription } = input;
  return world.once("CreateLaunchTemplateVersion", ClientToken, input, () => {
    const template = find(world, input);
    checkUserData(data.UserData);
    const number = template.versions.push({ data, description: VersionDescription, madeAt: world.now() });
    return () => ({ LaunchTemplateVersion: describedVersion(template, number) });
  });
}

export function describeLaunchTemplates(
  input: DescribeLaunchTemplatesCommandInput,
  world: World,
): Answer<DescribeLaunchTemplatesCommandOutput> {
  const named = [
    ...(input.LaunchTemplateIds ?? []).map((id) => find(world, { LaunchTemplateId: id })),
    ...(input.LaunchTemplateNames ?? []).map((name) => find(world, { LaunchTemplateName: name })),
  ];
  const all = named.length > 0 ? named : [...world.templates.values()];
  const fields = { "launch-template-name": ({ name }: FakeTemplate) => name };
  const page = pageOf(world, filtered(all, input.Filters, fields), input);
  return { LaunchTemplates: page.items.map(described), NextToken: page.NextToken };
}

export function describeLaunchTemplateVersions(
  input: DescribeLaunchTemplateVersionsCommandInput,
  world: World,
): Answer<DescribeLaunchTemplateVersionsCommandOutput> {
  const made = find(world, input);
  const template = { ...made, versions: made.versions.filter(({ madeAt }) => world.isKnown(madeAt)) };
  if (template.versions.length === 0) throw missing(input);
  const numbers = input.Versions?.map((version) => numberOf(template, version));
  const all = numbers ?? template.versions.map((_, at) => at + 1);
  const page = pageOf(world, all, input);
  return {
    LaunchTemplateVersions: page.items.map((number) => describedVersion(template, number)),
    NextToken: page.NextToken,
  };
}

export function deleteLaunchTemplate(
  input: DeleteLaunchTemplateCommandInput,
  world: World,
): Answer<DeleteLaunchTemplateCommandOutput> {
  const template = find(world, input);
  world.templates.delete(template.id);
  return { LaunchTemplate: described(template) };
}

export function templateVersion(
  world: World,
  reference: Reference,
  version: string | undefined,
): FakeTemplate["versions"][number] {
  const template = find(world, reference);
  const found = template.versions[numberOf(template, version ?? "$Default") - 1];
  if (found === undefined) throw new Ec2Error("InvalidLaunchTemplateId.VersionNotFound", `${version}`);
  return found;
}

function numberOf({ id, versions }: FakeTemplate, version: string): number {
  if (version === "$Latest") return versions.length;
  const number = version === "$Default" ? 1 : Number(version);
  if (Number.isInteger(number) && number >= 1 && number <= versions.length) return number;
  throw new Ec2Error(
    "InvalidLaunchTemplateId.VersionNotFound",
    `Could not find launch template version ${version} of ${id}`,
  );
}

function find(
  world: World,
  { LaunchTemplateId: id, LaunchTemplateName: name = "" }: Reference,
): FakeTemplate {
  const template = id === undefined ? byName(world, name) : world.templates.get(id);
  if (template === undefined) throw missing({ LaunchTemplateId: id, LaunchTemplateName: name });
  return template;
}

function missing({ LaunchTemplateId: id, LaunchTemplateName: name }: Reference): Ec2Error {
  return id === undefined
    ? new Ec2Error("InvalidLaunchTemplateName.NotFoundException", `There is no launch template ${name}`)
    : new Ec2Error("InvalidLaunchTemplateId.NotFound", `There is no launch template ${id}`);
}

function byName(world: World, name: string): FakeTemplate | undefined {
  return [...world.templates.values()].find((template) => template.name === name);
}

function checkUserData(userData: string | undefined): void {
  if (userData === undefined || Buffer.from(userData, "base64").length <= MAX_USER_DATA_BYTES) return;
  throw new Ec2Error("InvalidUserData.Malformed", "User data is limited to 16384 bytes");
}

function described({ id, name, tags, versions }: FakeTemplate): LaunchTemplate {
  return {
    LaunchTemplateId: id,
    LaunchTemplateName: name,
    DefaultVersionNumber: 1,
    LatestVersionNumber: versions.length,
    Tags: [...tags],
  };
}

function describedVersion({ id, name, versions }: FakeTemplate, number: number): LaunchTemplateVersion {
  const version = versions[number - 1];
  return {
    LaunchTemplateId: id,
    LaunchTemplateName: name,
    VersionNumber: number,
    VersionDescription: version?.description,
    DefaultVersion: number === 1,
    LaunchTemplateData: version?.data,
  };
}
