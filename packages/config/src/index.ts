export { defineConfig, type Config, type ConfigOptions } from "./define-config.ts";
export type { ConfigChange } from "./diff.ts";
export type { VariableDescription } from "./docs/describe.ts";
export type { JsonSchema } from "./docs/json-schema.ts";
export { renderExplanation, type ExplainedValue } from "./explain.ts";
export { optional, type Field, type FieldOptions } from "./field.ts";
export { boolean } from "./kinds/boolean.ts";
export { bytes, type BytesOptions } from "./kinds/bytes.ts";
export { choice } from "./kinds/choice.ts";
export { duration, type DurationOptions } from "./kinds/duration.ts";
export { integer, type IntegerOptions } from "./kinds/integer.ts";
export type { Kind, Verdict } from "./kinds/kind.ts";
export { list, type ListOptions } from "./kinds/list.ts";
export { number, type NumberOptions } from "./kinds/number.ts";
export { field, type SchemaFieldOptions } from "./kinds/schema-field.ts";
export type { SchemaIssue, SchemaResult, ValueSchema } from "./kinds/standard-schema.ts";
export { secret, text, type TextOptions } from "./kinds/text.ts";
export { url, type UrlOptions } from "./kinds/url.ts";
export type { LoadOptions, ProfileOptions } from "./load.ts";
export { alertsSection, type AlertsConfig } from "./pigeon/alerts.ts";
export type { AuthToken, TokenRole } from "./pigeon/auth-tokens.ts";
export { breakerSection, type BreakerConfig } from "./pigeon/breaker.ts";
export {
  describeVariables,
  explain,
  getConfigForEnvironment,
  loadConfig,
  pigeonConfig,
  redactConfig,
  renderEnvExample,
  renderVariablesTable,
  validateConfig,
  watchConfig,
  type PigeonConfig,
} from "./pigeon/config.ts";
export { detectorSection, type DetectorConfig } from "./pigeon/detector.ts";
export { errorsSection, type ErrorsConfig, type LogLevel } from "./pigeon/errors.ts";
export { hubSection, type HubConfig } from "./pigeon/hub.ts";
export { retrySection, type BackoffStrategy, type RetryConfig } from "./pigeon/retry.ts";
export type { JobTypeLimit } from "./pigeon/type-limits.ts";
export { ConfigError, describeProblem, type ConfigProblem, type Place } from "./problem.ts";
export { atLeast, type AnyRule, type Blame, type ConfigRule, type PathOf, type Rule } from "./schema/rule.ts";
export {
  defineSection,
  type AnySection,
  type ConfigOf,
  type FieldsOf,
  type Section,
  type ValuesOf,
} from "./schema/section.ts";
export type { ConfigSource, DeepPartial, Profiles, ProfileValues } from "./shape.ts";
export type { FileSystem, Timer } from "./system.ts";
export type { Validation } from "./validate.ts";
export type { ConfigUpdate, ConfigWatch, WatchOptions } from "./watch.ts";
