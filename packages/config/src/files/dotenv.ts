import { parseEnv } from "node:util";

/** The variables of a `.env` file, as Node.js itself reads one, and the line of each. */
export interface DotEnv {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly lineOf: (variable: string) => number | undefined;
}

export function parseDotEnv(text: string): DotEnv {
  const clean = text.replace(/^\uFEFF/, "");
  return { values: parseEnv(clean), lineOf: (variable) => findAssignment(clean, variable) };
}

/** The last line that sets a variable: that one counts. */
function findAssignment(text: string, variable: string): number | undefined {
  const index = text.split("\n").findLastIndex((line) => {
    const [, name] = /^\s*(?:export\s+)?([^\s=#]+)\s*=/.exec(line) ?? [];
    return name === variable;
  });
  return index < 0 ? undefined : index + 1;
}
