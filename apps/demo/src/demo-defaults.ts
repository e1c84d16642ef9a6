import { ConfigError, explain, type LoadOptions, type PigeonConfig } from "@pigeon/config";

/** What a demonstration sets for the hub, unless the environment, a `.env` file or a configuration file says it. */
export function demoDefaults(options: LoadOptions<PigeonConfig> = {}): Record<string, string> {
  let sources: Map<string, string>;
  try {
    sources = new Map(explain(options).map(({ variable, source }) => [variable, source]));
  } catch (error) {
    // The hub, which reads the same, says all that is wrong.
    if (error instanceof ConfigError) return {};
    throw error;
  }
  const logLevel = sources.get("PIGEON_LOG_LEVEL") ?? "default";
  return {
    ...(sources.get("PIGEON_ENV") === "default" ? { PIGEON_ENV: "development" } : {}),
    // The hub's lines would bury the demonstration's.
    ...(logLevel === "default" || logLevel === "profile" ? { PIGEON_LOG_LEVEL: "warn" } : {}),
  };
}
