import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { kindOf } from "./kind.ts";
import { jsonOf } from "./standard-schema.ts";
import { scale, type Units } from "./units.ts";

/** What a field of durations can be given. */
export interface DurationOptions extends FieldOptions<number> {
  /** The shortest, in ms. Default: 1. */
  readonly min?: number;
  /** The longest, in ms. Default: 2147483647 (24.8 days); a timer of Node.js with more fires at once. */
  readonly max?: number;
  /** `"ms"` where the variable's name says so: the value is then shown as a plain number. */
  readonly unit?: "ms";
}

const units: Units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];
const digits = /^\d{1,16}$/;
const form = /^(?=\d)(\d+(?:\.\d+)?d)?(\d+(?:\.\d+)?h)?(\d+(?:\.\d+)?m)?(\d+(?:\.\d+)?s)?(\d+(?:\.\d+)?ms)?$/;
const longest = 64;

/** A duration, in ms in code: a plain number of ms as text, or `500ms`, `30s`, `5m`, `1h30m`, `2d`. */
export function duration(options: DurationOptions = {}): Field<number> {
  const { min = 1, max = 2 ** 31 - 1, unit } = options;
  const schema = z.int().check(z.gte(min), z.lte(max));
  const kind = kindOf<number>({
    expected: `a duration such as 30s, 5m or 1h30m, or a number of ms, from ${writeDuration(min)} to ${writeDuration(max)}`,
    example: unit === "ms" ? "30000" : "30s",
    schema,
    json: () => ({ anyOf: [jsonOf(schema), { type: "string", pattern: form.source }] }),
    read: readDuration,
    write: unit === "ms" ? String : writeDuration,
  });
  return makeField(kind, options, { min: true, max: true, unit: true }, "ms");
}

/** The ms of a text; the text itself where it is no duration in whole ms. */
export function readDuration(text: string): number | string {
  if (digits.test(text)) return Number(text);
  const parts = text.length > longest ? null : form.exec(text);
  if (parts === null) return text;
  let sum = 0;
  for (const [index, [symbol, size]] of units.entries()) {
    const part = parts[index + 1];
    if (part === undefined) continue;
    const ms = scale(part.slice(0, -symbol.length), size);
    if (ms === undefined) return text;
    sum += ms;
  }
  return sum;
}

/** The shorter of `1h30m` and `5400000ms`. */
export function writeDuration(ms: number): string {
  let rest = ms;
  let text = "";
  for (const [symbol, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${symbol}`;
    rest -= count * size;
  }
  const plain = `${ms}ms`;
  return text === "" || plain.length < text.length ? plain : text;
}
