import { parseDotEnv } from "./dotenv.ts";
import { readText, type EnvFileLayer, type Folder } from "./read.ts";

/** Reads the `.env` file: that of the option, which must exist, or else `.env`, which may be missing. */
export function readEnvFile(folder: Folder, option: string | false | undefined): EnvFileLayer {
  if (option === false) return { problems: [], lookedFor: [] };
  const file = option ?? ".env";
  const naming =
    option === undefined
      ? undefined
      : ({ variable: "", path: "envFile", place: { source: "override" } } as const);
  const { text, problem } = readText(folder, file, "env-file", naming);
  const problems = problem === undefined ? [] : [problem];
  if (text === undefined) return { problems, lookedFor: [file] };
  const { values, lineOf } = parseDotEnv(text);
  const origin = {
    place: { source: "env-file", file },
    lineOf: (at: { readonly variable: string }) => lineOf(at.variable),
  } as const;
  return { found: { data: values, origin }, problems, lookedFor: [file] };
}
