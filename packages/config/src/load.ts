import { readConfigFile } from "./files/config-file.ts";
import { readEnvFile } from "./files/env-file.ts";
import { refuseUnknown, type Known } from "./known-options.ts";
import { ConfigError } from "./problem.ts";
import { resolve, type Resolution } from "./resolve.ts";
import type { Schema } from "./schema/compile.ts";
import type { DeepPartial, Profiles } from "./shape.ts";
import { currentFolder, processEnvironment, realFiles, type FileSystem } from "./system.ts";
import type { AnyWatchOptions } from "./watch.ts";
import { describeUnknown, findUnknownVariables, unknownProblem } from "./unknown-variables.ts";

/** What a profile's configuration is made of beside the profile. */
export interface ProfileOptions<T> {
  /** Own profiles by name. One with the name of a defined one builds on that. Default: none. */
  readonly profiles?: Profiles<T> | undefined;
  /** Values that win over all others. Its `env` chooses the profile, before `profile` does. Default: none. */
  readonly overrides?: DeepPartial<T> | undefined;
}

/** Where a configuration is looked for. */
export interface LoadOptions<T> extends ProfileOptions<T> {
  /** The variables. It is only read. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Name of the profile. Default: that of the variable `…ENV`, and with that unset or empty `"default"`. */
  readonly profile?: string | undefined;
  /**
   * The configuration file, in JSON, YAML or TOML by its ending, or false for none. Default: that of the
   * variable `…CONFIG_FILE`, or else `NAME.config.json`, `.yaml`, `.yml` or `.toml` in `cwd`, if there is one.
   */
  readonly configFile?: string | false | undefined;
  /** The `.env` file, or false for none. Default: `.env` in `cwd`, if there is one. */
  readonly envFile?: string | false | undefined;
  /** Folder that paths start from. Default: that of the process. */
  readonly cwd?: string | undefined;
  /** How files are read. Default: from this machine. */
  readonly files?: FileSystem | undefined;
  /** Names of other variables with the prefix that are yours and need no warning. Default: none. */
  readonly knownVariables?: readonly string[] | undefined;
  /** True to make unknown variables with the prefix a problem. Default: false, they are warned of. */
  readonly strict?: boolean | undefined;
  /** Told of each unknown variable with the prefix, before any error is thrown. Default: nobody is. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Options of which the types are forgotten. */
export type AnyLoadOptions = Omit<LoadOptions<object>, "profiles" | "overrides"> & {
  readonly profiles?: unknown;
  readonly overrides?: unknown;
};

export interface Loaded extends Resolution {
  readonly warnings: readonly string[];
  /** Paths of all files that were read or looked for, as they were given. */
  readonly lookedFor: readonly string[];
}

const OPTIONS: Known<AnyWatchOptions> = {
  env: true,
  profile: true,
  profiles: true,
  overrides: true,
  configFile: true,
  envFile: true,
  cwd: true,
  files: true,
  knownVariables: true,
  strict: true,
  onWarning: true,
  onChange: true,
  onInvalid: true,
  debounceMs: true,
  timer: true,
};

/** Reads all layers and resolves them; throws nothing for a configuration that is bad. */
export function readLayers(schema: Schema, options: AnyLoadOptions): Loaded {
  refuseUnknown<object>("The options of loading", options, OPTIONS);
  const { knownVariables, strict = false, files = realFiles, cwd = currentFolder() } = options;
  const env = options.env ?? processEnvironment();
  const envFile = readEnvFile({ files, cwd }, options.envFile);
  const configFile = readConfigFile(schema, { files, cwd }, options.configFile, env, envFile);
  const unknown = [
    ...(envFile.found
      ? findUnknownVariables(schema, envFile.found.data, envFile.found.origin, knownVariables)
      : []),
    ...findUnknownVariables(schema, env, { place: { source: "environment" } }, knownVariables),
  ];
  const fileProblems = [...envFile.problems, ...configFile.problems];
  const { values, problems } = resolve(schema, {
    env,
    envFile: envFile.found,
    configFile: configFile.found,
    profile: options.profile,
    profiles: options.profiles,
    overrides: options.overrides,
    incomplete: fileProblems.length > 0,
  });
  return {
    values,
    problems: [...fileProblems, ...problems, ...(strict ? unknown.map(unknownProblem) : [])],
    warnings: strict ? [] : unknown.map(describeUnknown),
    lookedFor: [...envFile.lookedFor, ...configFile.lookedFor],
  };
}

/** Reads all layers, having told the warnings. Throws a ConfigError when there is a problem. */
export function loadOrThrow(schema: Schema, options: AnyLoadOptions): Loaded {
  const loaded = readLayers(schema, options);
  for (const warning of loaded.warnings) options.onWarning?.(warning);
  if (loaded.problems.length > 0) throw new ConfigError(loaded.problems, loaded.warnings);
  return loaded;
}
