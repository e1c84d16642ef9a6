import { deepFreeze } from "./assemble.ts";
import { resolveOrThrow, type LoadOptions } from "./load.ts";
import type { ConfigPath, ConfigSource, PigeonConfig } from "./shape.ts";
import { variableAt } from "./variables.ts";

/** One value of a configuration and where it came from. */
export interface ExplainedValue {
  readonly variable: string;
  readonly path: ConfigPath;
  /** The value as its variable would hold it; secrets are `"***"`. */
  readonly value: string;
  readonly source: ConfigSource;
  /** Name of the profile, when a profile brought the value. */
  readonly profile?: string;
}

/**
 * Each value that {@link loadConfig} would give for the same options, and the layer that it came from.
 *
 * @throws {ConfigError} as loadConfig does.
 */
export function explain(options: LoadOptions = {}): readonly ExplainedValue[] {
  return [...resolveOrThrow(options).values].map(([path, { value, origin }]) => ({
    variable: variableAt(path).name,
    path,
    value: print(path, value),
    ...origin,
  }));
}

/** The result of {@link explain} as aligned lines of text, fit for a log at start-up. */
export function renderExplanation(values: readonly ExplainedValue[]): string {
  const nameWidth = Math.max(0, ...values.map(({ variable }) => variable.length));
  const valueWidth = Math.max(0, ...values.map(({ value }) => value.length));
  return values
    .map(({ variable, value, source, profile }) => {
      const from = profile === undefined ? source : `${source} ${profile}`;
      return `${variable.padEnd(nameWidth)}  ${value.padEnd(valueWidth)}  ${from}`;
    })
    .join("\n");
}

/** A frozen copy in which every secret is masked, to be shown or logged; not to be run with. */
export function redactConfig(config: PigeonConfig): PigeonConfig {
  const { hub, ...rest } = config;
  return deepFreeze({
    ...structuredClone(rest),
    hub: {
      ...hub,
      storeUrl: print("hub.storeUrl", hub.storeUrl),
      authTokens: hub.authTokens.map((token) => ({ ...token, secret: "***" })),
      jobTypeLimits: hub.jobTypeLimits.map((each) => ({ ...each })),
      workerNetworks: [...hub.workerNetworks],
    },
  });
}

function print(path: ConfigPath, value: unknown): string {
  const { kind } = variableAt(path);
  const text = kind.codec.encode(value);
  return text === "" || kind.mask === undefined ? text : kind.mask(text);
}
