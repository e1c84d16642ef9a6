import {
  ConfigError,
  describeProblem,
  describeVariables,
  explain,
  loadConfig,
  pigeonConfig,
  renderEnvExample,
  renderExplanation,
  renderVariablesTable,
  type LoadOptions,
  type PigeonConfig,
} from "@pigeon/config";
import type { Action, Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../problems.ts";
import { plural } from "../print/text.ts";

/** Variables that others than the hub read. */
export const OTHER_VARIABLES: readonly string[] = [
  "PIGEON_HUB_URL",
  "PIGEON_TOKEN",
  "PIGEON_TOKEN_FILE",
  "PIGEON_CA_FILE",
  "PIGEON_CERT_FILE",
  "PIGEON_KEY_FILE",
  "PIGEON_LISTEN_CERT_FILE",
  "PIGEON_LISTEN_KEY_FILE",
  "PIGEON_LISTEN_CA_FILE",
];

export function layersOf({ io }: Context, warn: (message: string) => void): LoadOptions<PigeonConfig> {
  return { env: io.env, cwd: io.cwd, knownVariables: OTHER_VARIABLES, onWarning: warn };
}

export const explainConfig: Action<object> = async (context) => {
  try {
    const values = explain(layersOf(context, (message) => context.note(`pigeon: ${message}`)));
    if (context.json) context.emit({ values });
    else context.print(`${renderExplanation(values)}\n`);
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.message);
    throw error;
  }
};

export const checkConfig: Action<object> = async (context) => {
  const warnings: string[] = [];
  try {
    loadConfig(layersOf(context, (message) => warnings.push(message)));
    if (context.json) context.emit({ ok: true, problems: [], warnings });
    else {
      for (const warning of warnings) context.note(`warning: ${warning}`);
      context.print(
        `the configuration is sound${warnings.length === 0 ? "" : `, with ${plural(warnings.length, "warning")}`}\n`,
      );
    }
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (context.json) context.emit({ ok: false, problems: error.problems.map(describeProblem), warnings });
    else context.note(error.message);
    return EXIT.failed;
  }
};

export const configDocs: Action<{ readonly format: "table" | "env" | "json-schema" }> = async (
  context,
  { options: { format } },
) => {
  if (context.json && format === "table") return context.emit({ variables: describeVariables() });
  const text = {
    table: () => renderVariablesTable(),
    env: () => renderEnvExample(),
    "json-schema": () => JSON.stringify(pigeonConfig.jsonSchema(), null, 2),
  }[format]();
  context.print(text.endsWith("\n") ? text : `${text}\n`);
};
