import type { ConfigPath, PigeonConfig } from "./shape.ts";

/** Builds the frozen configuration from the value at each path. What the caller gave is copied, not frozen. */
export function assemble(values: ReadonlyMap<ConfigPath, unknown>): PigeonConfig {
  const config: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const [section, key] = path.split(".") as [string, string?];
    if (key === undefined) {
      config[section] = value;
    } else {
      const target = (config[section] ??= {}) as Record<string, unknown>;
      target[key] = Array.isArray(value) ? value.map(copyEntry) : value;
    }
  }
  return deepFreeze(config) as unknown as PigeonConfig;
}

function copyEntry(entry: unknown): unknown {
  return typeof entry === "object" ? { ...entry } : entry;
}

export function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value)) {
    if (typeof child === "object" && child !== null) deepFreeze(child);
  }
  return Object.freeze(value);
}
