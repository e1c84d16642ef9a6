import { defineConfig, type Config } from "../define-config.ts";
import type { VariableDescription } from "../docs/describe.ts";
import type { ExplainedValue } from "../explain.ts";
import type { LoadOptions, ProfileOptions } from "../load.ts";
import type { Validation } from "../validate.ts";
import type { ConfigWatch, WatchOptions } from "../watch.ts";
import { alertsSection, type AlertsConfig } from "./alerts.ts";
import { breakerSection, type BreakerConfig } from "./breaker.ts";
import { detectorSection, type DetectorConfig } from "./detector.ts";
import { errorsSection, type ErrorsConfig } from "./errors.ts";
import { hubSection, type HubConfig } from "./hub.ts";
import { pigeonProfiles } from "./profiles.ts";
import { retrySection, type RetryConfig } from "./retry.ts";

/**
 * Pigeon's whole configuration, frozen at every depth. Each value's meaning, unit, range and default
 * stand in `describeVariables()`; an `…Ms` value is in milliseconds.
 */
export interface PigeonConfig {
  /** Name of the profile in force, `"default"` when none was chosen. */
  readonly env: string;
  readonly breaker: BreakerConfig;
  readonly retry: RetryConfig;
  readonly detector: DetectorConfig;
  readonly errors: ErrorsConfig;
  readonly alerts: AlertsConfig;
  readonly hub: HubConfig;
}

/** Pigeon's own configuration: `PIGEON_*` variables and `pigeon.config.*` files. */
export const pigeonConfig: Config<PigeonConfig> = defineConfig({
  prefix: "PIGEON_",
  sections: [breakerSection, retrySection, detectorSection, errorsSection, alertsSection, hubSection],
  profiles: pigeonProfiles,
});

/**
 * Pigeon's configuration from, weakest first: defaults, profile, file, `.env`, environment, overrides.
 *
 * @throws {ConfigError} with all problems, each naming its variable, when any value is not usable: also
 * one that a stronger layer would replace.
 */
export function loadConfig(options: LoadOptions<PigeonConfig> = {}): PigeonConfig {
  return pigeonConfig.load(options);
}

/**
 * Pigeon's configuration of a profile: defaults, that profile, then overrides. Neither files nor the environment are read.
 *
 * @param name a built-in (`"default"`, `"development"`, `"test"`, `"production"`) or one of
 * `options.profiles`.
 * @throws {ConfigError} with all problems, among them an unknown name.
 */
export function getConfigForEnvironment(
  name: string,
  options: ProfileOptions<PigeonConfig> = {},
): PigeonConfig {
  return pigeonConfig.forProfile(name, options);
}

/**
 * Checks a whole configuration of Pigeon that came from elsewhere, as {@link Config.validate} does. Never throws.
 *
 * @returns a frozen copy, or all problems.
 */
export function validateConfig(config: unknown): Validation<PigeonConfig> {
  return pigeonConfig.validate(config);
}

/**
 * Each value that {@link loadConfig} would give for the same options, and the layer that it came from.
 *
 * @throws {ConfigError} as loadConfig does.
 */
export function explain(options: LoadOptions<PigeonConfig> = {}): readonly ExplainedValue[] {
  return pigeonConfig.explain(options);
}

/** A frozen copy in which every secret is masked, to be shown or logged; not to be run with. */
export function redactConfig(config: PigeonConfig): PigeonConfig {
  return pigeonConfig.redact(config);
}

/**
 * Pigeon's configuration, loaded again whenever its files change; see {@link Config.watch}.
 *
 * @throws {ConfigError} for the first version, as loadConfig does.
 */
export function watchConfig(options: WatchOptions<PigeonConfig>): ConfigWatch<PigeonConfig> {
  return pigeonConfig.watch(options);
}

/** Every variable of Pigeon, in the order of the documentation. */
export function describeVariables(): readonly VariableDescription[] {
  return pigeonConfig.describe();
}

/** Every variable of Pigeon as a table in Markdown. */
export function renderVariablesTable(): string {
  return pigeonConfig.table();
}

/** Every variable of Pigeon as the text of an `.env.example`. */
export function renderEnvExample(): string {
  return pigeonConfig.envExample();
}
