import { readFileSync } from "node:fs";
import type { Tag, TagSpecification } from "@aws-sdk/client-ec2";
import type { FakeEc2 } from "./server.ts";
import type { World } from "./world.ts";

type OneOrMore = string | readonly string[];

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: OneOrMore;
  readonly Resource: OneOrMore;
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, OneOrMore>> };
}

export interface Policy {
  readonly Statement: readonly Statement[];
}

/** A policy as IAM takes it. */
export const readPolicy = (file: string | URL): Policy => JSON.parse(readFileSync(file, "utf8")) as Policy;

export const many = (value: OneOrMore): readonly string[] => (typeof value === "string" ? [value] : value);

/** One question to IAM: may this be done to that? */
interface Question {
  readonly action: string;
  /** The kind of thing, such as `instance`; `*` where EC2 does not tell things apart. */
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

type Input = Readonly<Record<string, unknown>>;

/** Holds every call against a policy, as IAM would. `seen` collects the actions that were asked for. */
export function enforce(fake: FakeEc2, policy: Policy, seen: Set<string> = new Set()): void {
  fake.authorize = (action, input) => {
    for (const question of questionsFor(action, input, fake.world)) {
      seen.add(question.action);
      if (policy.Statement.some((statement) => allows(statement, question))) continue;
      return `${question.action} on resource: ${question.resource} because no identity-based policy allows it`;
    }
    return undefined;
  };
}

function allows(
  { Action, Resource, Condition }: Statement,
  { action, resource, context }: Question,
): boolean {
  return (
    many(Action).includes(action) &&
    many(Resource).some((arn) => arn === "*" || arn.endsWith(`:${resource}/*`)) &&
    Object.entries(Condition?.StringEquals ?? {}).every(([key, wanted]) =>
      many(wanted).includes(context[key] ?? "(none)"),
    )
  );
}

/** The things that a call touches, by EC2's service authorization reference. */
function questionsFor(name: string, input: Input, world: World): Question[] {
  const action = `ec2:${name}`;
  const on = (resource: string, context: Question["context"] = {}): Question => ({
    action,
    resource,
    context,
  });
  const specifications = (input["TagSpecifications"] ?? []) as readonly TagSpecification[];
  const requested = (resource: string): Question["context"] =>
    prefixed("aws:RequestTag", specifications.find((one) => one.ResourceType === resource)?.Tags);
  const tagging = specifications.map(({ ResourceType = "*" }) => ({
    action: "ec2:CreateTags",
    resource: ResourceType,
    context: { ...requested(ResourceType), "ec2:CreateAction": name },
  }));
  const own = (resource: string, tags: readonly Tag[] | undefined): Question =>
    on(resource, prefixed("aws:ResourceTag", tags));
  switch (name) {
    case "RunInstances": {
      const template = templateOf(input["LaunchTemplate"] as Input | undefined, world);
      return [
        on("instance", requested("instance")),
        on("volume", requested("volume")),
        ...(input["InstanceMarketOptions"] === undefined
          ? []
          : [on("spot-instances-request", requested("spot-instances-request"))]),
        ...["image", "network-interface", "security-group", "subnet"].map((resource) => on(resource)),
        ...(input["LaunchTemplate"] === undefined ? [] : [own("launch-template", template)]),
        ...tagging,
      ];
    }
    case "CreateLaunchTemplate":
      return [on("launch-template", requested("launch-template")), ...tagging];
    case "CreateSecurityGroup":
      return [on("security-group", requested("security-group")), on("vpc"), ...tagging];
    case "CreateLaunchTemplateVersion":
    case "DeleteLaunchTemplate":
      return [own("launch-template", templateOf(input, world))];
    case "AuthorizeSecurityGroupIngress":
    case "RevokeSecurityGroupIngress":
    case "DeleteSecurityGroup":
      return [own("security-group", world.groups.get(String(input["GroupId"]))?.tags)];
    case "TerminateInstances":
      return (input["InstanceIds"] as readonly string[]).map((id) =>
        own("instance", world.instances.get(id)?.tags),
      );
    default:
      return [on("*")];
  }
}

function templateOf(reference: Input | undefined, world: World): readonly Tag[] | undefined {
  const name = reference?.["LaunchTemplateName"];
  return [...world.templates.values()].find((template) => template.name === name)?.tags;
}

function prefixed(prefix: string, tags: readonly Tag[] | undefined): Question["context"] {
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [`${prefix}/${Key}`, Value]));
}
