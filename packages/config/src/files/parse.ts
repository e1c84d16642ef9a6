import { parseJson } from "./json.ts";
import { parseToml } from "./toml.ts";
import { parseYaml } from "./yaml.ts";

/** What a text in JSON, YAML or TOML says. A parser's own words are not told: they may repeat a secret. */
export type Parsed =
  | {
      readonly ok: true;
      readonly data: unknown;
      readonly lineOf: (path: readonly string[]) => number | undefined;
    }
  | { readonly ok: false; readonly expected: string; readonly line?: number };

const parsers: Readonly<Record<string, (text: string) => Parsed>> = {
  ".json": parseJson,
  ".yaml": parseYaml,
  ".yml": parseYaml,
  ".toml": parseToml,
};

/** The endings of files that can be read, in the order in which they are looked for. */
export const endings: readonly string[] = Object.keys(parsers);

/** What a file says, by the ending of its name. */
export function parseFile(path: string, text: string): Parsed {
  const parse = parsers[/\.[^.\\/]+$/.exec(path)?.[0].toLowerCase() ?? ""];
  if (parse === undefined) return { ok: false, expected: `a file whose name ends in ${endings.join(", ")}` };
  // An editor of Windows may put a byte order mark first.
  return parse(text.replace(/^\uFEFF/, ""));
}
