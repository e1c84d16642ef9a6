import type { Environment } from "../layers/variables.ts";
import type { Place } from "../problem.ts";
import type { Schema } from "../schema/compile.ts";
import { endings, parseFile } from "./parse.ts";
import {
  fileProblem,
  readText,
  type EnvFileLayer,
  type FileLayer,
  type Folder,
  type Naming,
} from "./read.ts";

type ConfigFileLayer = FileLayer<unknown>;

/** Reads the configuration file: the one that is named, which must exist, or else the one that is found. */
export function readConfigFile(
  schema: Schema,
  folder: Folder,
  option: string | false | undefined,
  env: Environment,
  envFile: EnvFileLayer,
): ConfigFileLayer {
  if (option === false) return { problems: [], lookedFor: [] };
  const named = nameFile(schema, option, env, envFile);
  return named === undefined ? findFile(schema, folder) : readNamed(folder, named.file, named.naming);
}

interface Named {
  readonly file: string;
  readonly naming: Naming;
}

function nameFile(
  { fileVariable: variable }: Schema,
  option: string | undefined,
  env: Environment,
  { found }: EnvFileLayer,
): Named | undefined {
  if (option !== undefined) {
    return { file: option, naming: { variable: "", path: "configFile", place: { source: "override" } } };
  }
  const inEnvironment = env[variable]?.trim();
  if (inEnvironment)
    return { file: inEnvironment, naming: { variable, path: "", place: { source: "environment" } } };
  const inFile = found?.data[variable]?.trim();
  return inFile && found
    ? { file: inFile, naming: { variable, path: "", place: found.origin.place } }
    : undefined;
}

/** `pigeon.config.json` and so on. With two of them nobody can tell which one is meant. */
function findFile({ name }: Schema, folder: Folder): ConfigFileLayer {
  const names = endings.map((ending) => `${name}.config${ending}`);
  const results = names.map((file) => ({ file, ...readText(folder, file, "file", undefined) }));
  const problems = results.flatMap(({ problem }) => problem ?? []);
  const [first, ...others] = results.filter(({ text }) => text !== undefined);
  if (first?.text === undefined) return { problems, lookedFor: names };
  if (others.length === 0) return parse(first.file, first.text, names);
  const files = [first, ...others].map(({ file }) => file).join(", ");
  const problem = fileProblem(
    namingOf({ source: "file", file: first.file }),
    files,
    "only one of these files",
  );
  return { problems: [...problems, problem], lookedFor: names };
}

function readNamed(folder: Folder, file: string, naming: Naming): ConfigFileLayer {
  const { text, problem } = readText(folder, file, "file", naming);
  if (text !== undefined) return parse(file, text, [file]);
  return { problems: problem === undefined ? [] : [problem], lookedFor: [file] };
}

function parse(file: string, text: string, lookedFor: readonly string[]): ConfigFileLayer {
  const parsed = parseFile(file, text);
  const place: Place = { source: "file", file };
  if (parsed.ok) {
    const lineOf = ({ path }: { readonly path: string }): number | undefined =>
      parsed.lineOf(path.split("."));
    return { found: { data: parsed.data, origin: { place, lineOf } }, problems: [], lookedFor };
  }
  const { expected, line } = parsed;
  const problem = fileProblem(namingOf(line === undefined ? place : { ...place, line }), "***", expected);
  return { problems: [problem], lookedFor };
}

function namingOf(place: Place): Naming {
  return { variable: "", path: "", place };
}
