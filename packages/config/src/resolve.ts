import type { EnvFileLayer, FileLayer } from "./files/read.ts";
import type { Layer } from "./layers/layer.ts";
import { isRecord, readObject } from "./layers/object.ts";
import type { Origin, Placed } from "./layers/origin.ts";
import { readVariables, type Environment } from "./layers/variables.ts";
import { problemAt, structureProblem, type ConfigProblem } from "./problem.ts";
import { checkProfiles, expectedProfile, inherit, isKnown, readStep, type ProfileLevel } from "./profiles.ts";
import { checkRules } from "./rules.ts";
import type { Schema } from "./schema/compile.ts";

/** What the layers came to. The values are complete, and good if there is no problem. */
export interface Resolution {
  readonly values: ReadonlyMap<string, Placed>;
  readonly problems: readonly ConfigProblem[];
}

export interface Layers {
  readonly env: Environment;
  readonly envFile?: EnvFileLayer["found"];
  readonly configFile?: FileLayer<unknown>["found"];
  readonly profile?: string | undefined;
  readonly profiles?: unknown;
  readonly overrides?: unknown;
  /** True where a file could not be read: what it would have said is not to be missed. */
  readonly incomplete?: boolean;
}

/** Lays defaults, profile, files, environment and overrides over each other and checks all of them. */
export function resolve(schema: Schema, layers: Layers): Resolution {
  const { envFile, configFile, profiles = {}, overrides = {} } = layers;
  const file = configFile === undefined ? [] : [readFile(schema, configFile.data, configFile.origin)];
  const variables = [
    ...(envFile === undefined ? [] : [readVariables(schema, envFile.data, envFile.origin)]),
    readVariables(schema, layers.env, { place: { source: "environment" } }),
  ];
  const override = readObject(
    schema,
    overrides,
    { place: { source: "override" } },
    { also: ["env"], written: false },
  );
  const levels: ProfileLevel[] = [{ profiles: schema.profiles }];
  const problems: ConfigProblem[] = [
    ...addLevel(levels, profiles, { place: { source: "override" } }, undefined),
    ...(configFile === undefined
      ? []
      : addLevel(levels, profilesIn(configFile.data), configFile.origin, configFile.origin)),
    ...checkProfiles(schema, levels, 1),
    ...[...file, ...variables, override].flatMap((layer) => layer.problems),
  ];

  const chosen = chooseProfile(schema, [...file, ...variables], layers.profile, override);
  const env = schema.entries.get("env");
  if (env !== undefined && !isKnown(chosen.value as string, levels)) {
    problems.push(problemAt(env, chosen.origin.place, chosen.value, expectedProfile(chosen.value, levels)));
  }
  const steps = inherit(chosen.value as string, levels).map((step) => readStep(schema, step));
  const values = lay(schema, [...steps, ...file, ...variables, override]);
  values.set("env", chosen);

  if (layers.incomplete === true) return { values, problems };
  const broken = new Set(problems.map((problem) => problem.path));
  const missing = findMissing(schema, values, broken);
  return { values, problems: [...problems, ...missing, ...checkRules(schema, values, broken)] };
}

/** The strongest value of each path. */
function lay({ entries }: Schema, layers: readonly Layer[]): Map<string, Placed> {
  const origin: Origin = { place: { source: "default" } };
  const values = new Map<string, Placed>();
  for (const { path, field } of entries.values()) values.set(path, { value: field.default, origin });
  for (const layer of layers) {
    for (const [path, value] of layer.values) values.set(path, { value, origin: layer.origin });
  }
  return values;
}

/** A problem for each required value that is not there, unless something worse is known of it. */
export function findMissing(
  { entries }: Schema,
  values: ReadonlyMap<string, Placed>,
  broken: ReadonlySet<string>,
): readonly ConfigProblem[] {
  return [...entries.values()].flatMap((entry) => {
    const { path, section, field } = entry;
    const known = broken.has(path) || broken.has(section) || broken.has("");
    const placed = values.get(path);
    if (known || field.optional || placed?.value !== undefined) return [];
    const place = placed?.origin.place ?? { source: "override" };
    return [problemAt(entry, place, undefined, field.kind.expected)];
  });
}

function chooseProfile(
  { entries }: Schema,
  weaker: readonly Layer[],
  profile: string | undefined,
  override: Layer,
): Placed {
  const inCode = override.values.get("env") ?? profile;
  if (inCode !== undefined) return { value: inCode, origin: override.origin };
  const layer = weaker.findLast(({ values }) => values.has("env"));
  if (layer !== undefined) return { value: layer.values.get("env"), origin: layer.origin };
  return { value: entries.get("env")?.field.default, origin: { place: { source: "default" } } };
}

function readFile(schema: Schema, data: unknown, origin: Origin): Layer {
  return readObject(schema, data, origin, { also: ["env", "profiles", "$schema"], written: true });
}

function profilesIn(data: unknown): unknown {
  return isRecord(data) ? (data["profiles"] ?? {}) : {};
}

function addLevel(
  levels: ProfileLevel[],
  profiles: unknown,
  origin: Origin,
  file: Origin | undefined,
): readonly ConfigProblem[] {
  if (isRecord(profiles)) {
    levels.push({ profiles, file });
    return [];
  }
  return [structureProblem("profiles", origin.place, profiles, "an object of profiles by name")];
}
