import type * as Yaml from "yaml";

import { load } from "../system.ts";
import type { Parsed } from "./parse.ts";

/** YAML 1.2 of one document. Aliases are bounded by the parser, and tags make no objects. */
export function parseYaml(text: string): Parsed {
  const { isMap, isPair, LineCounter, parseDocument } = load("yaml") as typeof Yaml;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: "silent", prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    return { ok: false, expected: `valid YAML (${error.code})`, line: lines.linePos(error.pos[0]).line };
  }
  const lineOf = (path: readonly string[]): number | undefined => {
    let node: unknown = document.contents;
    let line: number | undefined;
    for (const key of path) {
      const pair = isMap(node)
        ? node.items.find((each) => isPair(each) && String(each.key) === key)
        : undefined;
      if (pair === undefined) return undefined;
      const range = (pair.key as Yaml.Node).range;
      line = range ? lines.linePos(range[0]).line : undefined;
      node = pair.value;
    }
    return line;
  };
  try {
    return { ok: true, data: document.toJS() ?? {}, lineOf };
  } catch {
    // Too many aliases, or one of nothing.
    return { ok: false, expected: "valid YAML with few aliases" };
  }
}
