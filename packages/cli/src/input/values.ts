import { UsageError } from "../problems.ts";
import { jsonErrorAt } from "./json-error.ts";

/** One value of the input, and the line that it begins on. */
export interface Placed {
  readonly line: number;
  readonly value: unknown;
}

/**
 * The values of a text: one for each line (NDJSON), the entries of one list, or one value over several lines.
 * Which it is shows in the first line.
 *
 * @throws {UsageError} with the line for what is no JSON.
 */
export async function* values(name: string, lines: AsyncIterable<string>): AsyncGenerator<Placed, void> {
  let line = 0;
  const first: string[] = [];
  let mode: "unknown" | "lines" | "whole" = "unknown";
  for await (const text of lines) {
    line += 1;
    if (mode === "unknown" && text.trim() !== "") mode = isValue(withoutMark(text, line)) ? "lines" : "whole";
    if (mode !== "lines") {
      first.push(withoutMark(text, line));
      continue;
    }
    if (text.trim() === "") continue;
    yield { line, value: parse(withoutMark(text, line), name, line) };
  }
  if (mode !== "whole") return;
  yield* entries(first.join("\n"), name);
}

function* entries(text: string, name: string): Generator<Placed, void> {
  const line = /^\s*/.exec(text)?.[0].split("\n").length ?? 1;
  const value = parse(text, name, 1);
  if (!Array.isArray(value)) yield { line, value };
  else for (const each of value) yield { line, value: each };
}

/** A whole value that is no list stands for a line of many; a list, or half a value, for the whole input. */
function isValue(text: string): boolean {
  try {
    return !Array.isArray(JSON.parse(text));
  } catch {
    // A broken first line of many looks like the beginning of a longer value: if it ends like one, it is a line.
    return /^\s*\{.*\}\s*$/.test(text);
  }
}

function withoutMark(text: string, line: number): string {
  return line === 1 ? text.replace(/^\uFEFF/, "") : text;
}

function parse(text: string, name: string, firstLine: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const at = jsonErrorAt(text);
    // Beyond what it knows, such as too deep a nesting.
    if (at === undefined) throw new UsageError(`${name}:${firstLine}: not JSON: ${(error as Error).message}`);
    const before = text.slice(0, at).trimEnd();
    const isEnd = at >= text.trimEnd().length;
    const lines = (isEnd ? before : text.slice(0, at)).split("\n");
    const place = `${name}:${firstLine + lines.length - 1}: not JSON:`;
    if (isEnd) throw new UsageError(`${place} it ends too soon`);
    const word = /^(?:[\w.+-]{1,20}|.)/su.exec(text.slice(at, at + 40))?.[0] ?? "";
    throw new UsageError(`${place} unexpected ${word} at column ${(lines.at(-1)?.length ?? 0) + 1}`);
  }
}
