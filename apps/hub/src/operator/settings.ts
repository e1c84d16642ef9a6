import { describeVariables, redactConfig, type ExplainedValue, type PigeonConfig } from "@pigeon/config";
import type { SettingList } from "@pigeon/protocol";

/**
 * The configuration as operators see it. A hub that was started by code, without the layers, only knows what it
 * was given.
 *
 * @param explained the values with their layers; secrets are masked in them.
 */
export function settingsOf(config: PigeonConfig, explained?: readonly ExplainedValue[]): SettingList {
  const described = new Map(describeVariables().map((each) => [each.path, each]));
  const values = explained ?? given(config);
  return {
    env: config.env,
    settings: values.map((value) => {
      const about = described.get(value.path);
      return about === undefined
        ? { ...value }
        : { ...value, default: about.default, description: about.description };
    }),
  };
}

function given(config: PigeonConfig): SettingList["settings"] {
  const redacted = redactConfig(config);
  return describeVariables().flatMap(({ name, path, secret }) => {
    const value = path.split(".").reduce<unknown>((part, key) => Reflect.get(Object(part), key), redacted);
    if (value === undefined) return [];
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return [
      { variable: name, path, value: secret && text !== "[]" && text !== "" ? "***" : text, source: "code" },
    ];
  });
}
