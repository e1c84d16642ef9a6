import type { Parsed } from "./parse.ts";
import { parseYaml } from "./yaml.ts";

export function parseJson(text: string): Parsed {
  try {
    const data: unknown = JSON.parse(text);
    // JSON is YAML too, and that parser knows lines. It is loaded only when a line is asked for.
    let yaml: Parsed | undefined;
    const lineOf = (path: readonly string[]): number | undefined => {
      yaml ??= parseYaml(text);
      return yaml.ok ? yaml.lineOf(path) : undefined;
    };
    return { ok: true, data, lineOf };
  } catch (error) {
    const [, line] = /\(line (\d+) column \d+\)$/.exec(String(error)) ?? [];
    return { ok: false, expected: "valid JSON", ...(line === undefined ? {} : { line: Number(line) }) };
  }
}
