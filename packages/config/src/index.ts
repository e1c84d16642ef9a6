export {
  describeVariables,
  renderEnvExample,
  renderVariablesTable,
  type VariableDescription,
} from "./describe.ts";
export { explain, redactConfig, renderExplanation, type ExplainedValue } from "./explain.ts";
export { getConfigForEnvironment, loadConfig, type LoadOptions, type ProfileOptions } from "./load.ts";
export { ConfigError, describeProblem, type ConfigProblem } from "./problem.ts";
export type {
  AuthToken,
  BackoffStrategy,
  ConfigPath,
  ConfigSource,
  DeepPartial,
  JobTypeLimit,
  LogLevel,
  PigeonConfig,
  ProfileValues,
  TokenRole,
  ValueAt,
} from "./shape.ts";
export { validateConfig, type Validation } from "./validate.ts";
