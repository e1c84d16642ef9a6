import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { FleetOptions } from "@pigeon/fleet";
import type { AwsCloudOptions } from "@pigeon/fleet/aws";
import type { Io } from "../io.ts";
import { UsageError } from "../problems.ts";
import { jsonErrorAt } from "./json-error.ts";

// Options that no file can say: they are code, or a secret that has no place in a file.
type NoData = "cloud" | "hub" | "clock" | "onError";
type NoAwsData = "credentials" | "errors" | "clock" | "random" | "send";
const NO_DATA: readonly (NoData & keyof FleetOptions)[] = ["cloud", "hub", "clock", "onError"];
const NO_AWS_DATA: readonly (NoAwsData & keyof AwsCloudOptions)[] = [
  "credentials",
  "errors",
  "clock",
  "random",
  "send",
];
const INSTEAD: Readonly<Record<string, string>> = {
  "aws.credentials": "; the AWS SDK finds them in the environment, in a profile or by the machine's role",
};

/** The options of createFleet that are data. */
export type FleetData = Omit<FleetOptions, NoData>;
/** The options of createAwsCloud that are data. Credentials come from where the SDK finds them. */
export type AwsData = Omit<AwsCloudOptions, NoAwsData>;

export interface FleetFile {
  /** As it is named in messages. */
  readonly name: string;
  readonly fleet: FleetData;
  readonly aws: AwsData;
}

/**
 * The file of a fleet. Which options there are and what they have to be, the fleet says itself.
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
  refuse(problems, "", fleet, NO_DATA);
  refuse(problems, "aws.", aws, NO_AWS_DATA);
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

function refuse(
  problems: string[],
  prefix: string,
  given: Readonly<Record<string, unknown>>,
  names: readonly string[],
): void {
  for (const name of names) {
    if (!Object.hasOwn(given, name)) continue;
    const option = `${prefix}${name}`;
    problems.push(`${option}: expected no such option in a file${INSTEAD[option] ?? ""}`);
  }
}
