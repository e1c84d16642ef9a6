import * as z from "zod/mini";

import { makeField, type Field, type FieldOptions } from "../field.ts";
import { describeRange, kindOf } from "./kind.ts";

/** What a field of text can be given. */
export interface TextOptions extends FieldOptions<string> {
  /** Fewest characters. Default: 1. */
  readonly minLength?: number;
  /** Most characters. Default: any number. */
  readonly maxLength?: number;
  /** What the text must match. Default: anything. */
  readonly pattern?: RegExp;
  /** Completes "expected …". Default: the lengths and the pattern. */
  readonly expected?: string;
}

/** Text. */
export function text(options: TextOptions = {}): Field<string> {
  const { minLength = 1, maxLength, pattern } = options;
  const checks = [
    z.minLength(minLength),
    ...(maxLength === undefined ? [] : [z.maxLength(maxLength)]),
    ...(pattern === undefined ? [] : [z.regex(pattern)]),
  ];
  const kind = kindOf<string>({
    expected: options.expected ?? describeText(options),
    example: "text",
    schema: z.string().check(...checks),
    read: (text) => text,
    write: String,
  });
  return makeField(kind, options, { minLength: true, maxLength: true, pattern: true, expected: true });
}

/** Text of which nothing is ever shown. */
export function secret(options: Omit<TextOptions, "secret"> = {}): Field<string> {
  return text({ example: "CHANGE-ME", ...options, secret: true });
}

function describeText({ minLength, maxLength, pattern }: TextOptions): string {
  const range = describeRange(minLength?.toString(), maxLength?.toString());
  const lengths = range === "" ? "text" : `text${range} characters`;
  return pattern === undefined ? lengths : `${lengths} that matches ${String(pattern)}`;
}
