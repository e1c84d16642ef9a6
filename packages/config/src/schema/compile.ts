import type { Field } from "../field.ts";
import { text } from "../kinds/text.ts";
import type { AnyProfiles } from "../shape.ts";
import type { AnyRule } from "./rule.ts";
import type { AnySection } from "./section.ts";

/** One value of a configuration with its place and its name in the environment. */
export interface Entry {
  readonly path: string;
  /** `""` for `env`, which stands in no section. */
  readonly section: string;
  readonly key: string;
  readonly variable: string;
  readonly field: Field<unknown>;
}

/** All that is known of a configuration: the source of its types, its checks and its documentation. */
export interface Schema {
  readonly prefix: string;
  /** Its files are named after it, as `pigeon.config.yaml`. */
  readonly name: string;
  /** Name of the variable that names the configuration file. */
  readonly fileVariable: string;
  /** By path, in the order of the documentation. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Keys of each section. */
  readonly sections: ReadonlyMap<string, readonly string[]>;
  readonly rules: readonly AnyRule[];
  readonly profiles: AnyProfiles;
}

export interface Definition {
  readonly prefix: string;
  readonly name?: string | undefined;
  readonly sections: readonly AnySection[];
  readonly profiles?: AnyProfiles | undefined;
  readonly rules?: readonly AnyRule[] | undefined;
}

export function compile({ prefix, name, sections, profiles = {}, rules = [] }: Definition): Schema {
  const env = text({
    maxLength: 100,
    expected: "the name of a profile",
    default: "default",
    describe: "Profile whose values replace the defaults.",
    example: Object.keys(profiles).at(-1) ?? "default",
  });
  const entries = [
    { path: "env", section: "", key: "env", variable: `${prefix}ENV`, field: env as Field<unknown> },
  ];
  for (const section of sections) {
    for (const [key, field] of Object.entries(section.fields)) {
      const variable = field.variable ?? prefix + (field.env ?? toVariable(section.name, key));
      entries.push({ path: `${section.name}.${key}`, section: section.name, key, variable, field });
    }
  }
  return {
    prefix,
    name: name ?? (prefix.replace(/_+$/, "").toLowerCase().replaceAll("_", "-") || "app"),
    fileVariable: `${prefix}CONFIG_FILE`,
    entries: new Map(entries.map((entry) => [entry.path, entry])),
    sections: new Map(sections.map((section) => [section.name, Object.keys(section.fields)])),
    rules: [...sections.flatMap(liftRules), ...rules],
    profiles: { default: {}, ...profiles },
  };
}

/** `http`, `maxSockets` to `HTTP_MAX_SOCKETS`. */
function toVariable(section: string, key: string): string {
  return `${section}_${key}`
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "_")
    .toUpperCase();
}

/** The rules of a section as rules of the whole configuration. */
function liftRules({ name, rules }: AnySection): readonly AnyRule[] {
  return rules.map((rule) => ({
    between: rule.between.map((key) => `${name}.${key}`),
    check(config: Readonly<Record<string, never>>, show) {
      const blame = rule.check(config[name] as never, (key) => show(`${name}.${key}`));
      return (
        blame && Object.fromEntries(Object.entries(blame).map(([key, what]) => [`${name}.${key}`, what]))
      );
    },
  }));
}
