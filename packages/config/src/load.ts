import { assemble } from "./assemble.ts";
import { ConfigError } from "./problem.ts";
import { resolve, type Layers, type Resolution } from "./resolve.ts";
import type { DeepPartial, PigeonConfig, ProfileValues } from "./shape.ts";
import { processEnvironment } from "./system.ts";
import { findUnknownVariables } from "./unknown-variables.ts";

/** What {@link getConfigForEnvironment} lays over the defaults. */
export interface ProfileOptions {
  /** Own profiles by name. One with a built-in's name changes that built-in. Default: none. */
  readonly profiles?: Readonly<Record<string, ProfileValues>>;
  /** Values that win over all others. Its `env` chooses the profile, before `profile` does. Default: none. */
  readonly overrides?: DeepPartial<PigeonConfig>;
}

/** Where {@link loadConfig} and {@link explain} look. */
export interface LoadOptions extends ProfileOptions {
  /** The variables. It is only read. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Name of the profile. Default: that of `PIGEON_ENV`, and with that unset or empty `"default"`. */
  readonly profile?: string | undefined;
  /** Names of other `PIGEON_*` variables that are yours and need no warning. Default: none. */
  readonly knownVariables?: readonly string[];
  /** Told of each unknown `PIGEON_*` variable, before any error is thrown. Default: nobody is. */
  readonly onWarning?: (message: string) => void;
}

/**
 * The configuration from, weakest first: defaults, profile, environment, overrides.
 *
 * @throws {ConfigError} with all problems, each naming its variable, when any value is not usable: also
 * one that a stronger layer would replace.
 */
export function loadConfig(options: LoadOptions = {}): PigeonConfig {
  const { values } = resolveOrThrow(options);
  return assemble(new Map([...values].map(([path, { value }]) => [path, value])));
}

/**
 * The configuration of a profile: defaults, that profile, then overrides. The environment is not read.
 *
 * @param name a built-in (`"default"`, `"development"`, `"test"`, `"production"`) or one of
 * `options.profiles`.
 * @throws {ConfigError} with all problems, among them an unknown name.
 */
export function getConfigForEnvironment(name: string, options: ProfileOptions = {}): PigeonConfig {
  return loadConfig({
    profiles: options.profiles ?? {},
    overrides: options.overrides ?? {},
    env: {},
    profile: name,
  });
}

/** Resolves the options' layers, having told the warnings. Throws a ConfigError when there is a problem. */
export function resolveOrThrow({ knownVariables, onWarning, ...layers }: LoadOptions): Resolution {
  const env = layers.env ?? processEnvironment();
  const warnings = findUnknownVariables(env, knownVariables);
  for (const warning of warnings) onWarning?.(warning);
  const resolution = resolve({ ...layers, env } satisfies Layers);
  if (resolution.problems.length > 0) throw new ConfigError(resolution.problems, warnings);
  return resolution;
}
