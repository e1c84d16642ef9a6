import { readEnvironment, readObject, type Environment, type Layer } from "./layers.ts";
import { problemAt, structureProblem, type ConfigProblem, type Origin } from "./problem.ts";
import { expectedProfile, inherit, isKnown, parentProblem, type Profiles } from "./profiles.ts";
import { checkRules, type Placed } from "./rules.ts";
import type { ConfigPath } from "./shape.ts";
import { paths, variableAt } from "./variables.ts";

/** What the layers came to. The values are complete, and good if there is no problem. */
export interface Resolution {
  readonly values: ReadonlyMap<ConfigPath, Placed>;
  readonly problems: readonly ConfigProblem[];
}

export interface Layers {
  readonly env: Environment;
  readonly profile?: string | undefined;
  readonly profiles?: Profiles | undefined;
  readonly overrides?: unknown;
}

/** Lays defaults, profile, environment and overrides over each other and checks all of them. */
export function resolve({ env, profile, profiles = {}, overrides = {} }: Layers): Resolution {
  const environment = readEnvironment(env);
  const override = readObject(overrides, { source: "override" });
  const custom = readProfiles(profiles);
  const chosen = chooseProfile(environment, profile, override);
  const problems = [...custom.problems, ...environment.problems, ...override.problems];

  let steps: readonly Layer[] = [];
  if (isKnown(chosen.name, custom.profiles)) {
    steps = inherit(chosen.name, custom.profiles).map((step) =>
      readObject(step.values, { source: "profile", profile: step.profile }),
    );
  } else {
    problems.push(
      problemAt("env", chosen.origin, chosen.name, expectedProfile(chosen.name, custom.profiles)),
    );
  }

  const values = new Map<ConfigPath, Placed>();
  for (const path of paths) {
    values.set(path, { value: variableAt(path).default, origin: { source: "default" } });
  }
  for (const layer of [...steps, environment, override]) {
    for (const [path, value] of layer.values) values.set(path, { value, origin: layer.origin });
  }
  values.set("env", { value: chosen.name, origin: chosen.origin });

  const broken = new Set(problems.map((problem) => problem.path));
  return { values, problems: [...problems, ...checkRules(values, broken)] };
}

interface Choice {
  readonly name: string;
  readonly origin: Origin;
}

function chooseProfile(environment: Layer, profile: string | undefined, override: Layer): Choice {
  const inCode = override.values.get("env") ?? profile;
  if (inCode !== undefined) return { name: inCode as string, origin: { source: "override" } };
  const inEnvironment = environment.values.get("env");
  if (inEnvironment !== undefined)
    return { name: inEnvironment as string, origin: { source: "environment" } };
  return { name: variableAt("env").default as string, origin: { source: "default" } };
}

// All custom profiles are checked, so that an error in one shows before the day it is first used.
function readProfiles(profiles: Profiles): { profiles: Profiles; problems: ConfigProblem[] } {
  if (typeof profiles !== "object" || profiles === null || Array.isArray(profiles)) {
    const expected = "an object of profiles by name";
    return {
      profiles: {},
      problems: [structureProblem("profiles", { source: "override" }, profiles, expected)],
    };
  }
  const problems = Object.entries(profiles).flatMap(([profile, values]) => {
    const parent = parentProblem(profile, profiles);
    const layer = readObject(values, { source: "profile", profile });
    return parent === undefined ? layer.problems : [parent, ...layer.problems];
  });
  return { profiles, problems };
}
