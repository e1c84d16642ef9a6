import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { FleetOptions } from "@pigeon/fleet";
import type { AwsCloudOptions } from "@pigeon/fleet/aws";
import type { Io } from "../io.ts";
import { UsageError } from "../problems.ts";
import { jsonErrorAt } from "./json-error.ts";

/** The options of createFleet that are data. */
export type FleetData = Omit<FleetOptions, "cloud" | "hub" | "clock" | "onError">;
/** The options of createAwsCloud that are data. Credentials come from where the SDK finds them. */
export type AwsData = Omit<AwsCloudOptions, "credentials" | "errors" | "clock" | "random" | "send">;

export interface FleetFile {
  /** As it is named in messages. */
  readonly name: string;
  readonly fleet: FleetData;
  readonly aws: AwsData;
}

const FLEET: Readonly<Record<keyof FleetData, true>> = {
  cluster: true,
  offers: true,
  autoscale: true,
  patience: true,
  intervalMs: true,
  pollMs: true,
  settleMs: true,
  callTimeoutMs: true,
  capacityRecoveryMs: true,
  launchFailureThreshold: true,
  launchRecoveryMs: true,
};
const AWS: Readonly<Record<keyof AwsData, true>> = {
  region: true,
  endpoint: true,
  boot: true,
  hubSecurityGroupId: true,
  securityGroupIds: true,
  subnetIds: true,
  images: true,
  rootVolumeGb: true,
  rootDevice: true,
  instanceProfile: true,
  keyName: true,
  tags: true,
  calls: true,
  prepareTimeoutMs: true,
  removeTimeoutMs: true,
};

/**
 * The file of a fleet, with names that are known and objects where objects belong. What the values have to be,
 * the fleet says itself.
 *
 * @throws {UsageError} that names the file.
 */
export async function readFleetFile(io: Io, file: string): Promise<FleetFile> {
  const text = await readFile(resolve(io.cwd, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--file: ${file} cannot be read (${error.code})`);
  });
  const problems: string[] = [];
  const whole = objectOf(problems, "", parse(file, text));
  const { aws: given, ...fleet } = whole;
  const aws = objectOf(problems, "aws", given);
  refuseUnknown(problems, "", fleet, { ...FLEET, aws: true });
  refuseUnknown(problems, "aws.", aws, AWS);
  for (const name of ["autoscale", "patience"])
    if (fleet[name] !== undefined) objectOf(problems, name, fleet[name]);
  for (const name of ["images", "tags", "calls"])
    if (aws[name] !== undefined) objectOf(problems, `aws.${name}`, aws[name]);
  if (problems.length > 0) throw badFile(file, problems);
  return { name: file, fleet: fleet as unknown as FleetData, aws: aws as unknown as AwsData };
}

/** All that is wrong with a file, with its name. */
export function badFile(file: string, problems: readonly string[]): UsageError {
  return new UsageError(`${file} is no fleet:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const line = text.slice(0, jsonErrorAt(text)).split("\n").length;
    throw new UsageError(`${file}:${line}: expected JSON`);
  }
}

function objectOf(problems: string[], option: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  const kind = Array.isArray(value) ? "a list" : value === null ? "null" : typeof value;
  problems.push(`${option === "" ? "the file" : option}: expected an object, received ${kind}`);
  return {};
}

function refuseUnknown(
  problems: string[],
  prefix: string,
  given: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, true>>,
): void {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name))
      problems.push(`${prefix}${name}: not known here; expected ${Object.keys(known).join(", ")}`);
  }
}
