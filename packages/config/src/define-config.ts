import { assemble } from "./assemble.ts";
import { describeEntries, renderEnvExample, renderTable, type VariableDescription } from "./docs/describe.ts";
import { toJsonSchema, type JsonSchema } from "./docs/json-schema.ts";
import { explainValues, redactObject, type ExplainedValue } from "./explain.ts";
import { refuseUnknown, type Known } from "./known-options.ts";
import { loadOrThrow, type LoadOptions, type ProfileOptions } from "./load.ts";
import { checkDefinition, checkShape } from "./schema/check-definition.ts";
import { compile, type Definition } from "./schema/compile.ts";
import type { ConfigRule } from "./schema/rule.ts";
import type { AnySection, ConfigOf } from "./schema/section.ts";
import type { Profiles } from "./shape.ts";
import { validate, type Validation } from "./validate.ts";
import { watchLayers, type ConfigWatch, type WatchOptions } from "./watch.ts";

/** What a configuration is made of. */
export interface ConfigOptions<S extends readonly AnySection[]> {
  /**
   * What the names of its variables start with, such as `"SHOP_"`. Others with that start are warned of.
   * With `""` there is no such warning.
   */
  readonly prefix: string;
  /** Name of its files: `"shop"` for `shop.config.yaml`. Default: the prefix in small letters, or `"app"`. */
  readonly name?: string;
  /** What `defineSection` makes: each becomes a key of the configuration. */
  readonly sections: S;
  /** Values over the defaults, by the name of a profile. `"default"` is always there. Default: none. */
  readonly profiles?: Profiles<ConfigOf<S>>;
  /** Rules between values of several sections. Default: none. */
  readonly rules?: readonly ConfigRule<ConfigOf<S>>[];
}

/** A configuration: one schema, and all that comes from it. */
export interface Config<T> {
  /**
   * The configuration from, weakest first: defaults, profile, configuration file, `.env` file, environment,
   * overrides. Frozen at every depth.
   *
   * @throws {ConfigError} with all problems when any value is not usable: also one that a stronger layer
   * would replace.
   */
  load(options?: LoadOptions<T>): T;
  /** The configuration of a profile: defaults, that profile, then overrides. Nothing else is read. */
  forProfile(name: string, options?: ProfileOptions<T>): T;
  /**
   * Checks a whole configuration that came from elsewhere, such as another process. Nothing is filled in: an
   * absent value is a problem, and so is an unknown key. `env` may be any name. Never throws.
   */
  validate(config: unknown): Validation<T>;
  /** Each value that `load` would give for the same options, and the layer that it came from. Throws as it does. */
  explain(options?: LoadOptions<T>): readonly ExplainedValue[];
  /** A frozen copy in which every secret is masked, to be shown or logged; not to be run with. */
  redact(config: T): T;
  /**
   * Loads, then loads again whenever a file changes, or one that was looked for appears. A version with
   * problems is refused, and the one before stays. The environment is that of the moment of reading.
   *
   * @throws {ConfigError} for the first version, as `load` does.
   */
  watch(options: WatchOptions<T>): ConfigWatch<T>;
  /** Every variable: name, default, meaning and so on. */
  describe(): readonly VariableDescription[];
  /** Every variable as a table in Markdown. */
  table(): string;
  /** Every variable as the text of an `.env.example`. */
  envExample(): string;
  /** What a configuration file may hold, as JSON Schema (draft 2020-12), for editors. */
  jsonSchema(): JsonSchema;
}

const DEFINITION: Known<Definition> = {
  prefix: true,
  name: true,
  sections: true,
  profiles: true,
  rules: true,
};

/**
 * Puts sections together to one configuration.
 *
 * @throws {TypeError} with all that is wrong with the definition itself.
 */
export function defineConfig<const S extends readonly AnySection[]>(
  options: ConfigOptions<S>,
): Config<ConfigOf<S>> {
  const definition = options as unknown as Definition;
  refuseUnknown("The definition of the configuration", definition, DEFINITION);
  checkShape(definition);
  const schema = compile(definition);
  checkDefinition(definition, schema);
  const load = (given: object): object => assemble(loadOrThrow(schema, given).values);
  const describe = (): readonly VariableDescription[] => describeEntries(schema);
  const config: Config<object> = {
    load: (given = {}) => load(given),
    forProfile: (profile, given = {}) =>
      load({ ...given, env: {}, configFile: false, envFile: false, profile }),
    validate: (given) => validate(schema, given),
    explain: (given = {}) => explainValues(schema, loadOrThrow(schema, given)),
    redact: (given) => redactObject(schema, given),
    watch: (given) => watchLayers(schema, given),
    describe,
    table: () => renderTable(describe()),
    envExample: () => renderEnvExample(describe()),
    jsonSchema: () => toJsonSchema(schema),
  };
  return config as unknown as Config<ConfigOf<S>>;
}
