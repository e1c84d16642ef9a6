import type * as Toml from "smol-toml";

import { load } from "../system.ts";
import type { Parsed } from "./parse.ts";

/** TOML 1.0. */
export function parseToml(text: string): Parsed {
  const { parse, TomlError } = load("smol-toml") as typeof Toml;
  try {
    return { ok: true, data: parse(text), lineOf: (path) => findTomlLine(text, path) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { ok: false, expected: "valid TOML", line: error.line };
  }
}

/**
 * The line of a key, by the headers of tables and the keys before "=": the parser tells no lines. A key in an
 * inline table or a quoted one is not found, nor is one behind a text of several lines that looks like a table.
 */
export function findTomlLine(text: string, path: readonly string[]): number | undefined {
  const wanted = path.join(".");
  let table = "";
  for (const [index, line] of text.split("\n").entries()) {
    const header = /^\s*\[\s*([\w.\s-]+?)\s*\]\s*(#.*)?$/.exec(line)?.[1];
    const key = /^\s*([\w.-]+)\s*=/.exec(line)?.[1];
    if (header !== undefined) table = `${header.replaceAll(/\s/g, "")}.`;
    const found = header === undefined ? key && table + key : table.slice(0, -1);
    if (found === wanted) return index + 1;
  }
  return undefined;
}
